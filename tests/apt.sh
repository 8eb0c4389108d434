#!/bin/sh
# apt.sh PACKAGE ...: as root, installs what tests drive, and asks nothing.
#
# Debian 12 has LibreOffice 7.4, its backports 25.2, as people have it today: it comes from there
# where the archive that this machine installs from has them (BACKPORTS=no: never) and no other is
# here. The machine's own list of sources stays as it is.
set -eu
export DEBIAN_FRONTEND=noninteractive
RELEASE=bookworm

# Where Debian's own packages of a release come from on this machine.
archive() {
  apt-get indextargets --format '$(REPO_URI)' "Codename: $1" 'Created-By: Packages' 'Component: main'
}

from_backports() {
  test "$(dpkg-query -Wf '${db:Status-Status}' libreoffice-core 2> /dev/null)" != installed || return 1
  found=$(archive "$RELEASE")
  test -n "$found" || return 1
  sources=$(mktemp)
  test ! -f /etc/apt/sources.list || cat /etc/apt/sources.list > "$sources"
  test -n "$(archive "$RELEASE-backports")" \
    || echo "deb ${found%%[[:space:]]*} $RELEASE-backports main" >> "$sources"
  set -- -o "Dir::Etc::SourceList=$sources" -qqy -t "$RELEASE-backports" "$@"
  apt-get -o "Dir::Etc::SourceList=$sources" -qq update 2> /dev/null && apt-get install "$@" > /dev/null
  status=$?
  rm "$sources"
  return "$status"
}

office='' rest=''
for package; do
  case $package in
    libreoffice-* | python3-uno) office="$office $package" ;;
    *) rest="$rest $package" ;;
  esac
done
apt-get update -qq
if test -n "$office" && test "${BACKPORTS-}" != no && from_backports $office; then office=''; fi
test -z "$office$rest" || apt-get install -qqy $office $rest > /dev/null

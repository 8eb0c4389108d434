"""`python -m xlbetflag`: the same as the command."""

from xlbetflag.cli import main

main()

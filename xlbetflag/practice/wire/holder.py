"""Who holds an account, with every field of the venue's page. Nobody real: the fields are empty."""

import msgspec

from xlbetflag.practice.matching.accounts import Account


class HolderAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Source: Betflag Exchange API 2.0.6, Account: "Richiede info sull'account"."""

    AnnoNascita: int = 0
    AnnoRilascio: int = 0
    CAPResidenza: str = ""
    Cittadinanza: int = 0
    Codice: str = ""
    CodiceFiscale: str = ""
    Cognome: str = ""
    ComuneNascita: str = ""
    ComuneResidenza: str = ""
    Email: str = ""
    GiornoNascita: int = 0
    GiornoRilascio: int = 0
    IndirizzoResidenza: str = ""
    LocalitaRilascio: str = ""
    MailValidata: int = 0
    MeseNascita: int = 0
    MeseRilascio: int = 0
    Mobile: str = ""
    MobileValidato: int = 0
    NazioneNascita: int = 0
    NazioneResidenza: int = 0
    NewsBonusPromozioni: int = 0
    NewsSms: int = 0
    Nome: str = ""
    NumeroDocumento: str = ""
    ProvinciaNascita: str = ""
    ProvinciaResidenza: str = ""
    Sesso: str = ""
    Stato_conto: int = 1
    Telefono: str = ""
    TipoDocumento: str = ""
    Username: str
    conto_gioco: str
    contratto_ricevuto: int = 0
    documento_ricevuto: int = 0
    id_domanda_segreta: int = 0
    risposta_segreta: int = 0


def holder(account: Account) -> HolderAnswer:
    return HolderAnswer(Username=account.username, conto_gioco=f"P{account.number:07d}")

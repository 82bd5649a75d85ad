"""What columns of exports are usually called, by field: Swedish, Norwegian, Danish, Finnish, German, English.

Names are compared as `import_names.folded` writes them: capitals, accents, spaces and punctuation do not matter. A name
that may mean several fields is left out: it is better asked about than guessed.
"""

from collections.abc import Mapping

_LINE = "invoiceLines[]."

#: Names of the number that makes rows one document.
DOCUMENT = """
    Fakturanr, Fakturanummer, Faktura nr, Faktura, Faktura-ID, Verifikationsnummer;
    Bilagsnr, Bilagsnummer;
    Laskunumero, Laskun numero, Lasku, Lasku nro, Laskunro;
    Rechnungsnr, Rechnungsnummer, Rechnung, Rechnung Nr, Rg-Nr, Rechn.-Nr., Belegnummer, Belegnr;
    Invoice number, Invoice no, Invoice nr, Invoice, InvoiceNum, Invoice ID, Invoice #, Inv no, Document number,
    Document no, Bill number
"""

#: Names of the customer's number, of a payload or of the target.
CUSTOMER = """
    Kundnr, Kundnummer, Kund nr, Kund-ID, Kundkod, Kund;
    Kundenr, Kundenummer, Kunde, Kunde-ID, Kundekode, Debitornr, Debitornummer, Debitor;
    Asiakasnumero, Asiakas, Asiakasnro, Asiakas nro, Asiakastunnus, Asiakkaan numero;
    Kundennummer, Kundennr, Kunden-ID, Debitorennummer, Debitorennr, Debitoren-Nr;
    Customer number, Customer no, Customer nr, Customer ID, Customer, Customer code, Cust no, Client number, Client ID,
    Account code, Debtor number, Debtor no
"""

#: Names by path of the field; commas part names, semicolons languages.
WORDS: Mapping[str, str] = {
    "customerNumber": CUSTOMER,
    "documentDate": """
        Fakturadatum, Faktura datum; Fakturadato, Bilagsdato; Laskun päivä, Laskupäivä, Laskun päiväys, Laskupvm,
        Laskun pvm; Rechnungsdatum, Rg-Datum, Belegdatum; Invoice date, Document date, Bill date, Date of invoice
    """,
    "documentDueDate": """
        Förfallodatum, Förfallodag, Förf.datum, Betalas senast; Forfallsdato, Forfall; Forfaldsdato, Betalingsdato;
        Eräpäivä, Eräpvm; Fälligkeitsdatum, Fälligkeit, Fällig am, Zahlbar bis; Due date, Payment due, Date due
    """,
    "startDate": "Periodstart, Period från; Periode fra; Jakso alkaa; Zeitraum von, Leistung von; Period start",
    "endDate": "Periodslut, Period till; Periode til; Jakso päättyy; Zeitraum bis, Leistung bis; Period end",
    "financialPeriod": "Redovisningsperiod; Regnskabsperiode, Regnskapsperiode; Financial period, Fiscal period",
    "hold": "Utkast, Preliminär; Kladde, Utkast; Luonnos; Entwurf; Draft, On hold",
    "invoiceText": """
        Fakturatext, Fakturahuvudtext; Fakturatekst; Laskuteksti, Laskun teksti; Rechnungstext, Kopftext; Invoice text
    """,
    "currencyId": """
        Valuta, Valutakod; Valutakode; Valuutta, Valuuttakoodi; Währung, Währungscode; Currency code, Currency
    """,
    "exchangeRate": "Valutakurs, Växelkurs; Vekslekurs; Vaihtokurssi, Kurssi; Wechselkurs, Kurs; Exchange rate",
    "creditTermsId": """
        Betalningsvillkor, Betalningsvillkorskod; Betalingsbetingelser, Betalingsbetingelse; Betalingsvilkår;
        Maksuehto, Maksuehdot; Zahlungsbedingung, Zahlungsbedingungen, Zahlungsziel;
        Payment terms, Terms of payment, Credit terms, Terms
    """,
    "paymentMethodId": "Betalningssätt; Betalingsmåte, Betalingsmetode; Maksutapa; Zahlungsart; Payment method",
    "paymentReference": "OCR, OCR-nummer, OCR-nr; KID, KID-nummer; Viitenumero, Viite; Payment reference",
    "customerVatZoneId": "Momszon; Avgiftssone, Momszone; VAT zone",
    "customerRefNumber": """
        Ert ordernummer, Ert ordernr, Er order, Inköpsordernummer, Kundens ordernummer; Deres ordrenr,
        Bestillingsnummer; Rekvisitionsnummer, Rekvisitionsnr; Tilausnumero, Asiakkaan tilausnumero; Bestellnummer,
        Ihre Bestellnummer, Kundenbestellnummer; PO number, PO no, Purchase order, Customer order number,
        Customer reference, Your order
    """,
    "externalReference": "Extern referens; Ekstern referanse; Ekstern reference; External reference, External ref",
    "contractDocRef": "Avtalsnummer, Avtalsnr; Kontraktsnummer; Sopimusnumero; Vertragsnummer; Contract number",
    "accountingCostRef": "Bokföringsreferens; Kostnadsreferanse; Accounting cost",
    "project": "Projekt, Projektnr, Projektnummer, Projektkod; Prosjekt, Prosjektnr; Projekti; Project, Project code",
    "branchNumber": "Filial, Filialnummer; Avdelingskontor; Toimipaikka; Filialnr, Niederlassung; Branch",
    "salesperson": """
        Säljare, Säljarkod; Selger, Selgerkode; Sælger; Myyjä; Verkäufer; Salesperson, Sales rep, Seller
    """,
    "billingAddress.addressLine1": """
        Fakturaadress, Fakturaadress 1; Fakturaadresse, Fakturaadresse 1; Laskutusosoite; Rechnungsadresse;
        Billing address, Billing address 1
    """,
    "billingAddress.postalCode": "Postnr, Postnummer; Postinumero; PLZ, Postleitzahl; Postal code, Postcode, Zip code",
    "billingAddress.city": "Ort, Postort; Poststed, By; Postitoimipaikka, Kaupunki; Stadt; City, Town",
    "billingAddress.countryId": "Landskod; Landkode, Landekode; Maakoodi; Ländercode; Country code",
    "invoiceContact.attention": "Er referens; Deres referanse, Deres ref; Att; Viitteenne; Ihr Zeichen; Your reference",
    "invoiceContact.email": """
        Faktura e-post, E-postadress, E-post; E-postadresse; Sähköposti; E-Mail, E-Mail-Adresse; Email, Email address
    """,
    _LINE + "inventoryNumber": """
        Artikel, Artikelnr, Artikelnummer, Artikelkod; Varenr, Varenummer, Vare, Produktnr, Produktnummer; Tuote,
        Tuotenumero, Tuotenro, Tuotekoodi, Nimike; Artikel-Nr., Artikelcode; Item, Item number, Item no, Item code,
        Article, Article number, Product, Product code, Product number, SKU, Stock code
    """,
    _LINE + "description": """
        Benämning, Beskrivning, Artikelbenämning, Artikeltext, Radtext, Text; Beskrivelse, Varetekst, Linjetekst,
        Tekst, Varebeskrivelse, Varenavn; Kuvaus, Selite, Tuotekuvaus, Tuotenimi; Beschreibung, Bezeichnung,
        Artikelbezeichnung, Positionstext; Description, Item description, Line text, Line description
    """,
    _LINE + "quantity": """
        Antal, Kvantitet, Mängd, Timmar; Antall, Timer; Mængde; Määrä, Kpl, Lukumäärä, Tunnit; Menge, Anzahl, Stunden;
        Quantity, Qty, Hours
    """,
    _LINE + "uom": "Enhet, Enh; Enhed; Yksikkö, Yks; Einheit, Mengeneinheit; Unit, UoM, Unit of measure",
    _LINE + "unitPriceInCurrency": """
        Pris, À-pris, A pris, Styckpris, Enhetspris, Pris exkl moms, Pris/st; Stykpris, Stykkpris, Enhedspris,
        Pris pr stk, Pris eks mva; Hinta, Yksikköhinta, A-hinta, Kappalehinta; Preis, Einzelpreis, Stückpreis, E-Preis,
        Nettopreis; Price, Unit price, Price each, Unit price excl VAT
    """,
    _LINE + "discountPercent": """
        Rabatt %, Rabattprocent, Rabatt procent; Rabattprosent, Rabat %, Rabatprocent; Alennus %, Alennusprosentti,
        Ale %; Rabatt Prozent, Rabattsatz; Discount %, Discount percent, Discount pct
    """,
    _LINE + "discountAmountInCurrency": """
        Rabattbelopp; Rabattbeløp; Rabatbeløb; Alennus määrä; Rabattbetrag; Discount amount
    """,
    _LINE + "accountNumber": """
        Konto, Kontonr, Kontonummer, Försäljningskonto, Bokföringskonto; Salgskonto, Hovedbokskonto, Finanskonto; Tili,
        Tilinumero, Myyntitili; Erlöskonto, Sachkonto; Account, Account number, Revenue account, Sales account,
        GL account
    """,
    _LINE + "vatCodeId": """
        Momskod; Mva-kode, Avgiftskode; Momskode; Alv-koodi, Verokoodi; Steuerschlüssel, Steuercode, MwSt-Code;
        VAT code, Tax code
    """,
}

#: Names of what a document's number is told apart by, where one number is given several times.
SERIES = """
    Bolag, Företag, Företagskod, Bolagsnr, Bolagskod, Serie, Verifikationsserie, Nummerserie, År, Räkenskapsår;
    Selskap, Firma, Firmanr, Regnskapsår, Nummerserie; Selskab, Regnskabsår, Nummerserie;
    Yhtiö, Yritys, Sarja, Numerosarja, Vuosi, Tilikausi; Mandant, Buchungskreis, Gesellschaft, Nummernkreis, Jahr,
    Geschäftsjahr; Company, Company code, Entity, Legal entity, Series, Number series, Year, Fiscal year
"""

#: What rows begin with that hold sums, as a pattern; capitals do not matter.
SUMS = (
    "summa|delsumma|slutsumma|totalsumma|total|totalt|totalen|sum|delsum|i alt|ialt|yhteensä|loppusumma|välisumma|"
    "summe|gesamt|gesamtsumme|zwischensumme|grand total|subtotal|sub-total|totals"
)

#: What columns are usually called that are not sent, and why.
NOT_SENT: Mapping[str, str] = {
    "the system works it out": """
        Belopp, Radbelopp, Summa, Totalt, Total, Fakturabelopp, Nettobelopp, Bruttobelopp, Moms, Momsbelopp, Netto,
        Brutto, Radsumma; Beløp, Sum, Mva, Mva-beløp, Linjebeløp; Beløb, Momsbeløb, Linjebeløb; Summa yhteensä,
        Yhteensä, Rivisumma, Alv, Verot; Betrag, Gesamtbetrag, Summe, Gesamt, MwSt, USt, Mehrwertsteuer,
        Steuerbetrag; Amount, Line amount, Line total, Invoice total, Net amount, Gross amount, VAT, VAT amount, Tax
    """,
    "the customer's own record holds it": """
        Kundnamn, Namn; Kundenavn, Navn; Asiakkaan nimi, Asiakasnimi, Nimi; Kundenname, Name; Customer name,
        Client name,
        Organisationsnummer, Orgnr, Org nr; CVR, CVR-nr; Y-tunnus; USt-IdNr; VAT number, Company number
    """,
    "map the code of the tax instead": """
        Momssats, Moms %, Momsprocent; Mva-sats, Mva %; Momssats %; Alv %, Alv-prosentti, Verokanta;
        Steuersatz, MwSt %, MwSt-Satz; VAT rate, VAT %, Tax rate
    """,
    "say whether it is a percentage or an amount": "Rabatt; Rabat; Alennus; Nachlass; Discount",
    "lines are numbered as they come": """
        Rad, Radnr, Radnummer; Linje, Linjenr, Linjenummer; Rivi, Rivinro, Rivinumero; Position, Pos, Zeile, Pos-Nr;
        Line, Line number, Line no, Row
    """,
}

#: Names that may mean a field, where no column is called so more clearly.
LOOSE: Mapping[str, str] = {
    "documentDate": "Datum; Dato; Päivämäärä, Pvm, Päiväys; Date",
    _LINE + "inventoryNumber": "Kod; Kode; Koodi; Code",
}

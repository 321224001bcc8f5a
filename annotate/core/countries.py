"""Countries, by the names that the registry writes at present, and by those that it wrote before."""

COUNTRIES = tuple(
    " ".join(name.split())
    for name in """
Afghanistan; Albania; Algeria; Andorra; Angola; Antigua and Barbuda; Argentina; Armenia; Aruba; Australia; Austria;
Azerbaijan; Bahamas; Bahrain; Bangladesh; Barbados; Belarus; Belgium; Belize; Benin; Bermuda; Bhutan; Bolivia;
Bosnia and Herzegovina; Botswana; Brazil; Brunei; Bulgaria; Burkina Faso; Burundi; Cabo Verde; Cambodia; Cameroon;
Canada; Central African Republic; Chad; Chile; China; Colombia; Comoros; Congo; Costa Rica; Côte d’Ivoire; Croatia;
Cuba; Cyprus; Czechia; Democratic Republic of the Congo; Denmark; Djibouti; Dominica; Dominican Republic; Ecuador;
Egypt; El Salvador; Equatorial Guinea; Eritrea; Estonia; Eswatini; Ethiopia; Fiji; Finland; France; Gabon; Gambia;
Georgia; Germany; Ghana; Greece; Greenland; Grenada; Guam; Guatemala; Guinea; Guinea-Bissau; Guyana; Haiti;
Honduras; Hong Kong; Hungary; Iceland; India; Indonesia; Iran; Iraq; Ireland; Israel; Italy; Jamaica; Japan; Jordan;
Kazakhstan; Kenya; Kosovo; Kuwait; Kyrgyzstan; Laos; Latvia; Lebanon; Lesotho; Liberia; Libya; Liechtenstein;
Lithuania; Luxembourg; Macau; Madagascar; Malawi; Malaysia; Maldives; Mali; Malta; Martinique; Mauritania;
Mauritius; Mexico; Moldova; Monaco; Mongolia; Montenegro; Morocco; Mozambique; Myanmar; Namibia; Nepal; Netherlands;
New Caledonia; New Zealand; Nicaragua; Niger; Nigeria; North Korea; North Macedonia; Norway; Oman; Pakistan;
Palestine; Panama; Papua New Guinea; Paraguay; Peru; Philippines; Poland; Portugal; Puerto Rico; Qatar; Réunion;
Romania; Russia; Rwanda; Saint Lucia; Samoa; San Marino; Saudi Arabia; Senegal; Serbia; Seychelles; Sierra Leone;
Singapore; Slovakia; Slovenia; Solomon Islands; Somalia; South Africa; South Korea; South Sudan; Spain; Sri Lanka;
Sudan; Suriname; Sweden; Switzerland; Syria; Taiwan; Tajikistan; Tanzania; Thailand; Timor-Leste; Togo; Tonga;
Trinidad and Tobago; Tunisia; Turkey; Turkmenistan; Uganda; Ukraine; United Arab Emirates; United Kingdom;
United States; Uruguay; Uzbekistan; Vanuatu; Venezuela; Vietnam; Virgin Islands (U.S.); Yemen; Zambia; Zimbabwe
""".split(";")
)
"""Names to choose from, in alphabetical order."""

_BEFORE = {
    "bolivia, plurinational state of": "Bolivia",
    "brunei darussalam": "Brunei",
    "cape verde": "Cabo Verde",
    "congo, the democratic republic of the": "Democratic Republic of the Congo",
    "cote d'ivoire": "Côte d’Ivoire",
    "côte d'ivoire": "Côte d’Ivoire",
    "czech republic": "Czechia",
    "former serbia and montenegro": "Serbia",
    "holy see (vatican city state)": "Italy",
    "iran, islamic republic of": "Iran",
    "korea, democratic people's republic of": "North Korea",
    "korea, republic of": "South Korea",
    "lao people's democratic republic": "Laos",
    "libyan arab jamahiriya": "Libya",
    "macedonia, the former yugoslav republic of": "North Macedonia",
    "moldova, republic of": "Moldova",
    "palestinian territories, occupied": "Palestine",
    "palestinian territory, occupied": "Palestine",
    "russian federation": "Russia",
    "swaziland": "Eswatini",
    "syrian arab republic": "Syria",
    "tanzania, united republic of": "Tanzania",
    "the democratic republic of the congo": "Democratic Republic of the Congo",
    "turkey (türkiye)": "Turkey",
    "türkiye": "Turkey",
    "viet nam": "Vietnam",
}


def country_name(written: str) -> str:
    """Return a record's country by its present name; a name that is not known stays as it is."""
    name = " ".join(written.split())
    return _BEFORE.get(name.casefold(), name)

/** Time zones and languages as people name them: "New York", "PST", "Tokyo", "Spanish". */

/** Places and abbreviations that are no name of a zone, by zone. */
const otherNames: Record<string, string> = {
  "America/New_York":
    "est|edt|et|eastern|eastern time|us eastern|boston|washington|washington dc|miami|atlanta|philadelphia|nyc|new york city",
  "America/Chicago": "cst|cdt|ct|central|central time|us central|austin|dallas|houston|minneapolis",
  "America/Denver": "mst|mdt|mt|mountain|mountain time|salt lake city",
  "America/Los_Angeles":
    "pst|pdt|pt|pacific|la|sf|seattle|pacific time|us pacific|san francisco|san diego|silicon valley|california|portland|las vegas",
  "America/Toronto": "montreal|ottawa|quebec",
  "America/Sao_Paulo": "brt|brasilia|rio de janeiro|rio",
  "America/Mexico_City": "mexico",
  "America/Argentina/Buenos_Aires": "argentina",
  "America/Bogota": "colombia",
  "America/Lima": "peru",
  "Europe/London":
    "gmt|bst|uk|england|scotland|britain|great britain|united kingdom|edinburgh|manchester|birmingham|glasgow|bristol|leeds|oxford|cambridge",
  "Europe/Dublin": "ireland",
  "Europe/Lisbon": "wet|west|portugal|porto|oporto",
  "Europe/Madrid": "spain|barcelona|valencia|seville|sevilla|bilbao|malaga",
  "Europe/Paris": "france|lyon|marseille|toulouse|nice|bordeaux",
  "Europe/Berlin":
    "cet|cest|germany|munich|münchen|hamburg|frankfurt|cologne|köln|stuttgart|düsseldorf|dusseldorf|leipzig|dresden",
  "Europe/Vienna": "austria|graz|salzburg",
  "Europe/Zurich": "switzerland|geneva|genève|basel|bern|lausanne|zürich",
  "Europe/Rome": "italy|milan|milano|turin|torino|naples|florence|bologna|roma",
  "Europe/Amsterdam": "netherlands|the netherlands|holland|rotterdam|the hague|utrecht|eindhoven",
  "Europe/Brussels": "belgium|antwerp|ghent",
  "Europe/Copenhagen": "denmark|aarhus",
  "Europe/Stockholm": "sweden|gothenburg|malmö|malmo",
  "Europe/Oslo": "norway|bergen",
  "Europe/Helsinki": "eet|eest|finland",
  "Europe/Warsaw": "poland|krakow|kraków|cracow|gdansk|wroclaw",
  "Europe/Prague": "czechia|czech republic|brno",
  "Europe/Budapest": "hungary",
  "Europe/Bucharest": "romania|cluj",
  "Europe/Athens": "greece|thessaloniki",
  "Europe/Istanbul": "turkey|türkiye|ankara",
  "Europe/Kyiv": "ukraine|kyiv|kiev|lviv",
  "Europe/Moscow": "msk",
  "Asia/Dubai": "abu dhabi|uae|emirates",
  "Asia/Jerusalem": "israel|tel aviv|haifa",
  "Asia/Riyadh": "saudi arabia",
  "Asia/Karachi": "pakistan|lahore|islamabad",
  "Asia/Kolkata":
    "ist|india|mumbai|bombay|delhi|new delhi|bangalore|bengaluru|hyderabad|chennai|kolkata|pune",
  "Asia/Bangkok": "thailand",
  "Asia/Ho_Chi_Minh": "vietnam|hanoi|ho chi minh city|saigon",
  "Asia/Jakarta": "indonesia",
  "Asia/Kuala_Lumpur": "malaysia",
  "Asia/Manila": "philippines",
  "Asia/Shanghai": "china|beijing|shenzhen|guangzhou",
  "Asia/Tokyo": "jst|japan|osaka|kyoto",
  "Asia/Seoul": "kst|korea|south korea|busan",
  "Asia/Taipei": "taiwan",
  "Australia/Sydney": "aest|aedt|canberra",
  "Pacific/Auckland": "nzst|nzdt|new zealand|wellington",
  "Africa/Johannesburg": "sast|south africa|cape town|durban|pretoria",
  "Africa/Cairo": "egypt",
  "Africa/Lagos": "nigeria",
  "Africa/Nairobi": "kenya",
  UTC: "utc|zulu",
};

/** An IANA zone, or nothing where no zone is called so. */
export function readTimeZone(text: string): string | undefined {
  const words = keyOf(text).replace(/^(?:the )?(.+?)(?: time(?:zone| zone)?)?$/, "$1");
  return zones().get(keyOf(text)) ?? zones().get(words);
}

/** Languages offered by name; any other can be set by its tag. */
const languages =
  "en en-US en-GB en-AU en-CA es es-MX pt pt-BR pt-PT fr fr-CA de de-AT de-CH it nl sv da nb fi pl cs sk hu ro bg el tr uk ru hr sr sl lt lv et ca eu gl ga he ar fa hi bn ta ur th vi id ms fil ja ko zh zh-TW sw".split(
    " ",
  );

/** A BCP 47 tag, or nothing where no language is called so. */
export function readLanguage(text: string): string | undefined {
  const words = keyOf(text);
  const named = languages.find((tag) =>
    [nameIn("en", tag), nameIn(tag, tag), tag].some((name) => keyOf(name) === words),
  );
  if (named) return named;
  const tag = /^[a-z]{2,3}(?:[-_][a-z]{4})?[-_](?:[a-z]{2}|\d{3})$/i.test(text.trim());
  if (!tag) return undefined;
  const canonical = Intl.getCanonicalLocales(text.trim().replaceAll("_", "-"))[0];
  return canonical && Intl.DateTimeFormat.supportedLocalesOf(canonical)[0];
}

/** "Spanish", "American English". */
export const languageName = (tag: string): string => nameIn("en", tag);

const nameIn = (reader: string, tag: string): string =>
  new Intl.DisplayNames([reader], { type: "language" }).of(tag) ?? tag;

let known: Map<string, string> | undefined;

function zones(): Map<string, string> {
  known ??= allZones();
  return known;
}

function allZones(): Map<string, string> {
  const names = new Map<string, string>();
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    names.set(keyOf(zone), zone);
    names.set(keyOf(zone.split("/").at(-1) ?? zone), zone);
  }
  for (const [zone, words] of Object.entries(otherNames)) {
    names.set(keyOf(zone), zone);
    for (const name of words.split("|")) names.set(keyOf(name), zone);
  }
  return names;
}

const keyOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[.,!?]+$/, "")
    .replace(/[_\s]+/g, " ");

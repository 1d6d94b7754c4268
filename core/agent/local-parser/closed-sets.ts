/** Words of which the world has a known number: languages, and the places clocks are set by. */

const languages = new Set(
  `af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km
  kn ko lo lt lv mk ml mn mr ms my nb ne nl no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi zh zu`
    .split(/\s+/)
    .flatMap((code) => [code, nameOfLanguage(code)]),
);
const zones = new Set([
  ...Intl.supportedValuesOf("timeZone").flatMap((zone) => {
    const city = zone.split("/").at(-1) ?? zone;
    return [zone.toLowerCase(), city.replace(/_/g, " ").toLowerCase()];
  }),
  ..."utc gmt cet cest eet bst ist est edt cst cdt mst mdt pst pdt jst aest".split(" "),
  ..."eastern central mountain pacific uk portugal spain france germany italy japan singapore".split(
    " ",
  ),
]);

const regionNames = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
const countries = new Set([
  ...letters.flatMap((one) =>
    letters.flatMap((other) => regionNames.of(one + other)?.toLowerCase() ?? []),
  ),
  ..."uk usa us uae england scotland wales america holland britain turkey".split(" "),
  ..."great britain/northern ireland/czech republic/ivory coast/the netherlands/the uk/the us/the usa/the united states/the united kingdom/south korea/north korea/hong kong".split(
    "/",
  ),
]);

/** Where business is done, besides the cities that clocks are set by. */
const cities = new Set(
  `barcelona valencia seville bilbao malaga zaragoza porto braga coimbra munich hamburg cologne frankfurt stuttgart
  dusseldorf leipzig dresden hanover nuremberg bremen lyon marseille toulouse lille bordeaux nice nantes strasbourg
  milan turin naples florence bologna genoa venice geneva lausanne basel bern salzburg graz linz rotterdam utrecht
  eindhoven antwerp ghent gothenburg malmo bergen trondheim stavanger aarhus odense tampere krakow gdansk wroclaw
  poznan brno manchester birmingham leeds liverpool bristol edinburgh glasgow cardiff belfast cambridge oxford
  nottingham sheffield newcastle cork galway dublin oslo paris rome lima cairo lagos boston seattle austin dallas
  houston miami atlanta philadelphia washington portland minneapolis charlotte nashville tampa orlando pittsburgh
  baltimore montreal ottawa calgary sydney melbourne brisbane perth adelaide auckland wellington mumbai delhi
  bangalore chennai hyderabad pune osaka kyoto shenzhen beijing guangzhou seoul busan doha riyadh jeddah haifa
  antalya izmir ankara monterrey guadalajara medellin cali rosario cordoba curitiba brasilia recife`.split(
    /\s+/,
  ),
);
const longNames = new Set(
  `new york/san francisco/los angeles/san diego/las vegas/salt lake city/sao paulo/rio de janeiro/buenos aires/
  mexico city/abu dhabi/tel aviv/cape town/the hague/palo alto/san jose/new delhi/hong kong/kuala lumpur`
    .split("/")
    .map((name) => name.trim()),
);

type Holds = (words: string) => boolean;

const inLanguages: Holds = (words) => languages.has(words);
const inCountries: Holds = (words) => countries.has(words.replace(/^the /, ""));
const inZones: Holds = (words) =>
  zones.has(words.replace(/ (?:time|standard time|time zone)$/, ""));

/** For a field of such a kind, whether words name one; undefined for all other fields. */
export function closedSet(field: string): Holds | undefined {
  if (field.endsWith("language")) return /(?:^|_)language$/.test(field) ? inLanguages : undefined;
  if (/(?:^|_)country$/.test(field)) return inCountries;
  return field.endsWith("zone") && /(?:^|_)time_?zone$/.test(field) ? inZones : undefined;
}

/** A city or a country everybody knows: hardly the name of a company. */
export const isPlace: Holds = (words) =>
  (zones.has(words) && words.length > 4) ||
  cities.has(words) ||
  longNames.has(words) ||
  inCountries(words);

/** What people usually call where a contact stands. */
const statuses = new Set(
  `lead leads new open contacted qualified unqualified disqualified proposal negotiation won lost customer prospect
  churned active inactive nurturing hot warm cold engaged interested`.split(/\s+/),
);

/** Whether the words are usual for such a field, which takes others as well. */
export const isUsual = (field: string, words: string): boolean =>
  /(?:^|_)status$/.test(field) && statuses.has(words);

function nameOfLanguage(code: string): string {
  return (new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code).toLowerCase();
}

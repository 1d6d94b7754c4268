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

type Holds = (words: string) => boolean;

const inLanguages: Holds = (words) => languages.has(words);
const inZones: Holds = (words) =>
  zones.has(words.replace(/ (?:time|standard time|time zone)$/, ""));

/** For a field of such a kind, whether words name one; undefined for all other fields. */
export function closedSet(field: string): Holds | undefined {
  if (field.endsWith("language")) return /(?:^|_)language$/.test(field) ? inLanguages : undefined;
  return field.endsWith("zone") && /(?:^|_)time_?zone$/.test(field) ? inZones : undefined;
}

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

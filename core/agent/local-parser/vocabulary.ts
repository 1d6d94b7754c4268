/** The English the parser knows before any tool teaches it: words that ask, fill, guard or mean the same. */

const words = (list: string) => new Set(list.trim().split(/\s+/));

/** Courtesy and noise: explain nothing and cost nothing. */
export const fillers = words(`
  hey hi hello please pls plz can could would will you u kindly ok okay oh btw so well thanks thx thank
  just quickly now then also too again lol oops actually yo dear cheers ty real quick`);

/** Small words: cheap to leave out or to add. */
export const functionWords = words(`
  a an the me my mine i we our us your to of for is are am was were be been do does did have has had in
  on at with about from by into as that this these those it its and or any some all there which
  's im id so up out over`);

/** Words of meaning in an example that add nothing where none holds them: "any new suggestions". */
export const lightWhenLeft = words(`new all`);

/** Left over in front of a wish, these turn it into a question, a condition or its opposite. */
export const guards = words(`
  not no never none nobody dont without unless if should shall why how when what who whom whose where
  which did do does was were is are has have had said says say told tells asked asks thinks stop
  cannot wont nor neither maybe might must`);

/** Words before a slot that say which slot it is. */
export const cues = words(
  `to of for in on at with about from by as since until before after tagged like`,
);

/** Words no name and no short label holds, unless capitalised. */
export const notInNames = words(`
  is are am was were be been being do does did have has had haven't want wants wanted need needs will
  would can could should shall must may might say says said tell tells told ask asks asked think thinks
  know knows knew get gets got go goes went going gone like likes love loves loved make makes made take
  takes took give gives gave come comes came see sees saw look looks looked agreed agree agrees signed
  signs sign send sends sent call calls called talk talked speak spoke spoken talking met meet write
  writes wrote play sing cook translate i we you he she they what who why how when where which not no
  never please with about to for than then because if but or so whether done done already since until
  til till tagged me my our your very really there here someone anyone everything anything something
  nothing in on into tomorrow today yesterday happening works work working froze frozen keen super
  interested contacted haven tagging last as all any every taking going leaving coming being
  excluding minus except without over under set change update percent ppl folks`);

/** Stretches that stand for something just spoken of; always fit for a mention. */
const thing =
  "one|ones|deal|person|company|guy|contact|task|suggestion|meeting|call|email|mail|message|note|opportunity|account|reminder|todo|lead|client|customer";
const things = thing.replace(/\|/g, "s|") + "s|people|companies|two|three|four|five";
const position =
  "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|other|previous|top|bottom|\\d{1,2}(?:st|nd|rd|th)";
export const backReference = new RegExp(
  `^(?:${[
    "it|its|him|her|his|hers|he|she|them|they|their|this|that",
    `(?:this|that) (?:${thing})`,
    `the (?:one|ones|deal|person|company|guy|contact|task|suggestion|meeting|call)`,
    `(?:the |number |no |#)?(?:${position}|\\d{1,2})(?: (?:${thing}))?`,
  ].join("|")})$`,
);
/** The same for several at once; these need a slot that takes several. */
export const backReferences = new RegExp(
  `^(?:${[
    "these|those|both|all|everyone|everybody|every one|all of it",
    `(?:all|both) (?:of )?(?:them|these|those|(?:the |these |those )?(?:${things}))`,
    `(?:these|those) (?:${things})`,
    `(?:the )?(?:first|top|last) (?:two|three|four|five|six|ten|\\d{1,2})(?: (?:${things}))?`,
  ].join("|")})$`,
);

export const aboutPeopleOnly = words("him her he she his hers");

/** The asker, or everybody who works here: fit where a colleague is meant. */
export const colleagueWords =
  /^(?:me|my|mine|myself|us|our|the (?:whole |entire )?team|whole team|team|everyone|everybody|all of us)$/;

/** "The last email from Sofia", "my call with John", "that mail": one, never "my emails". */
export const interactionWords =
  /^(?:(?:the|my|our|that|this|his|her) )?(?:very )?(?:(?:last|latest|first|previous|recent|newest) )?(?:e-?mail|mail|call|meeting|message|note|conversation|chat|thread|invite|reply)(?: (?:from|with|to|about|by|of|on) (?!.*\b(?:with|to|from|for|visible|private|again|any|until|since)\b).+)?$/;

/** Groups of words that mean the same to any tool. */
const synonymGroups = [
  "show display view list see give",
  "find locate search",
  "people peoples person contacts contact persons pepole poeple ppl folks guys peeps pals everyone everybody",
  "speak spoke spoken talk talked talking speaking spoken chat chatted",
  "task tasks todo todos",
  "mail mails email emails message messages e-mail e-mails",
  "with to",
  "on about re regarding",
  "company companies account accounts organisation organization",
  "delete remove drop",
  "undo revert",
  "tag label",
  "add create new save",
  "finish finished complete completed",
  "deal deals opportunity opportunities",
  "happening going",
  "remind reminder remember",
  "any anything",
  "suggestions suggestion suggested",
  "who whom",
  "him her them his their he she they",
  "set change update",
  "over above",
  "under below",
];
const synonyms = synonymGroups.map((group) => group.split(" "));
const groupOf = new Map(
  synonyms.flatMap((group, index) => group.map((word) => [word, index] as const)),
);

/** All words of the group, the word itself with them. */
export function synonymsOf(word: string): readonly string[] {
  return synonyms[groupOf.get(word) ?? -1] ?? [];
}

export function areSynonyms(one: string, other: string): boolean {
  const group = groupOf.get(one);
  return group !== undefined && group === groupOf.get(other);
}

/** What else people call the values many tools share. */
const valueWords: Record<string, string> = {
  call: "called calls phone phoned rang ring spoke spoken talked talk chat chatted call",
  meeting: "met meet meetings coffee lunch dinner demo",
  note: "notes noted memo",
  today: "todays tonight eod",
  tomorrow: "tmrw tmr tomorow tommorow",
  week: "weekly weeks eow",
  overdue: "late behind missed",
  all: "everything every",
  won: "win wins winning",
  lost: "lose loses losing",
  open: "opened ongoing active",
};
const valueOfWord = new Map(
  Object.entries(valueWords).flatMap(([value, list]) =>
    list.split(" ").map((word) => [word, value] as const),
  ),
);

export const usualValue = (word: string): string | undefined => valueOfWord.get(word);

/** Function words of languages this parser cannot read, none of them English. */
export const foreignWords = words(`
  el los las una unos que qué quien quién cuando cuándo como cómo tengo hoy con para pero por más está
  de del la le les des du et est une mes moi demain avec pour dans qui quoi der die das und ist ein eine
  ich mich mit wer wann morgen heute nicht wie wo zu den dem von oi não um uma ele ela com amanhã hoje
  quels quel quelle quelles sont nos vos montre cherche cuáles cuál quiénes dime zeige mir welche meine quali quais são
  il lo gli che sono ho domani oggi acabo dice semana rappelle mañana quando`);

export const numberWords: ReadonlyMap<string, number> = new Map(
  "zero one two three four five six seven eight nine ten eleven twelve"
    .split(" ")
    .map((word, value) => [word, value] as const)
    .concat([
      ["fifteen", 15],
      ["twenty", 20],
      ["thirty", 30],
      ["fifty", 50],
      ["hundred", 100],
    ]),
);

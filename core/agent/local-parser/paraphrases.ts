/** Other words for the same: a told fact as the order it amounts to, two sentences about one thing as one. */
import { baseOf } from "./courtesy.ts";

/** The message in plainer words, where it can be said so: chat spelling, "called", "excluding". */
export function plainly(text: string): string {
  const colon = text.indexOf(":");
  const head = colon < 0 ? text : text.slice(0, colon);
  const tail = colon < 0 ? "" : text.slice(colon);
  return spelledOut.reduce((words, [pattern, plain]) => words.replace(pattern, plain), head) + tail;
}

/** Other ways to put the whole message, the likeliest first; each means what the message means. */
export function paraphrasesOf(text: string): string[] {
  const bare = text.replace(/[.!\s]+$/, "");
  const ways = rewrites.flatMap((rewrite) => rewrite(bare) ?? []);
  return ways.filter((way, index) => way !== text && ways.indexOf(way) === index);
}

const records =
  "deal|opportunity|company|account|contact|person|lead|client|customer|task|todo|list";

/** Only what means the same wherever it stands, and nobody's name. */
const spelledOut: readonly [RegExp, string][] = [
  [/\b(?:wen|whn)\b(?= (?:did|do|does|was|is|have|has|i|we))/gi, "when"],
  [/\b(?:wat|wot|wut|waht|whta|hwat)\b/gi, "what"],
  [/\b(?:hv|hav)\b/gi, "have"],
  [/\bshd\b/gi, "should"],
  [/\babt\b/gi, "about"],
  [/\b(?:abuot|aobut|abotu)\b/gi, "about"],
  [/\bcal(?= (?:with|w\/|w)(?: |$))/gi, "call"],
  [/\b[Aa]l(?= (?:my|our|the|of)\b)/g, "all"],
  [/\bded(?= deals\b)/gi, "dead"],
  [/\bhwo\b/gi, "how"],
  [/^ad(?= \p{L})/giu, "add"],
  [/\bvm\b/gi, "voicemail"],
  [/\bintro['’]?d\b/gi, "introduced"],
  [
    /\b(deals?|opportunities|opportunity)(?: (?:that|which) are)? (?:stuck|sitting|parked|lingering)(?= (?:in|at)\b)/gi,
    "$1",
  ],
  [/\bb4\b/gi, "before"],
  [/\b(?:mtg|mtng)\b/gi, "meeting"],
  [/\bqtr\b/gi, "quarter"],
  [/\bcust(?:s)?\b/gi, "customers"],
  [/\bopp\b/gi, "opportunity"],
  [/\bopps\b/gi, "opportunities"],
  [/\b2day\b/gi, "today"],
  [/\b(?:2moro|2morrow|tmw|2mrw)\b/gi, "tomorrow"],
  [/\b(?:plz|pls)\b/gi, "please"],
  [/\btaht\b/gi, "that"],
  [/\bteh\b/gi, "the"],
  [/\bwanna\b/gi, "want to"],
  [/\bgotta\b/gi, "have to"],
  [/\bgimme\b/gi, "give me"],
  [/\blemme\b/gi, "let me"],
  [/\bwho['’]ve\b/gi, "who have"],
  [/(?<=\b(?:how|what|who|where|when|we|they|you) )r\b/g, "are"],
  [/\br(?= (?:we|you|u|they|there|the)\b)/g, "are"],
  [/(?<=\b(?:can|could|would|will|do|did|if|thank|are|have|would) )u\b/gi, "you"],
  [/(?<=\d) ?(?:percent|per cent|pct)\b/gi, "%"],
  [/\b(he|she|that|there|who|what)s\b(?=[ ,])/gi, "$1's"],
  [/\btheyre\b/gi, "they are"],
  [/\b(should|would|could|must|did|does|is|was|are|have|has)nt\b/gi, "$1n't"],
  [/\b(?:my|our) (?:colleague|co-?worker|team ?mate) (?=\p{L})/giu, ""],
  [/,? (?:with )?(?:the )?(\S+) (?:excluded|left out)$/gi, ", not $1"],
  [/,\s+(?:and )?no (?!\S+(?:'t|nt)\b)(?=[\p{L}-]+$)/giu, ", not "],
  [/\b(?:a couple of|a couple) (?=days|weeks|months|years)/gi, "2 "],
  [/ (?:in|to|into) (?:the|our) (?:crm|system)(?=,? and |[,;] )/gi, ""],
  [new RegExp(`\\b(the|our|my|that|this) (${records}) (?:called|named|titled) `, "gi"), "$1 $2 "],
  [
    // What comes before is looked for last: at each space of a long text it would take its square.
    /,?\s+(?:but not|excluding|except(?: for)?|minus|other than|apart from|leaving out|without)(?<=\b(?:people|contacts|folks|ppl|leads|customers|clients|investors|everyone|everybody|anyone|companies|accounts|who|in|at)\b.*)(?: (?:any|the|our|those))? (?!an? |open |deal|email|phone)(?:(?:who|that) are )?/i,
    ", not ",
  ],
];

/** "A new company called Kuna" is also "a new company Kuna". */
const uncalled: Rewrite = (text) => {
  const plain = text.replace(
    new RegExp(`\\b(${records}) (?:called|named|by the name of) `, "i"),
    "$1 ",
  );
  return plain === text ? undefined : plain;
};

type Rewrite = (text: string) => string | string[] | undefined;

const did =
  "moved|changed|set|updated|assigned|reassigned|tagged|added|renamed|pushed|postponed|delayed|bumped|raised|lowered|reduced|increased|marked|removed|deleted|archived|put";
const lately = "(?:(?:just|now|already|recently|officially|finally|actually|since|therefore) )*";

const base: Record<string, string> = {
  set: "set",
  put: "put",
  tagged: "tag",
  postponed: "push",
  delayed: "push",
  increased: "raise",
  reduced: "lower",
};
const order = (past: string): string => {
  const word = past.toLowerCase();
  return base[word] ?? baseOf(word.replace(/ed$/, "ing"));
};

const pronoun = "(?:them|him|her|it|this|that|these|those)";

/** "The Acme pilot has been moved to negotiation", "needs to be moved": move it. */
const passive: Rewrite = (text) => {
  const match = new RegExp(
    `^(.+?) (?:(?:has|have|had) ${lately}been|was|were|is to be|are to be|needs? to be|needs? to get|should be|must be|has to be|have to be|ought to be|got|gets|can be) ${lately}(${did})\\b(.*)$`,
    "i",
  ).exec(text);
  if (!match || asks.test(text)) return undefined;
  return `${order(match[2] ?? "")} ${match[1] ?? ""}${match[3] ?? ""}`;
};

const asks =
  /^(?:who|what|when|where|which|why|how|has|have|had|is|are|was|were|if|should|shall|do|does|did)\b/i;

/** "Quinn has now moved to lead status": moved to it, move it, set it. */
const perfect: Rewrite = (text) => {
  if (asks.test(text)) return undefined;
  const status = new RegExp(
    `^(.+?)(?: (?:has|have|had|is|are)|['’]s)? ${lately}(?:moved|gone|went|changed|switched|progressed|advanced|turned|turn|move|moving|are|is|be|been)? ?(?:over |on )?(?:to|into|in|at) (?:the )?(\\S+(?: \\S+)?) (status|stage)$`,
    "i",
  ).exec(text);
  const [, who = "", what = "", field = ""] = status ?? [];
  const said =
    field === "stage"
      ? [`move ${who} to ${what}`, `set ${who}'s status to ${what}`]
      : [`set ${who}'s status to ${what}`];
  const moved = new RegExp(
    `^(.+?)(?: (?:has|have|had)|['’]s) ${lately}(?:been )?(?=moved|gone|went|left|joined|signed|got|become|became|slipped|closed|won|lost|come|came|taken|made|promoted|changed|fallen|fell|cancelled)`,
    "i",
  );
  const told = text.replace(moved, "$1 ");
  const forward =
    /^(.+?) (?:moved|went|gone|progressed|advanced|slid|jumped) (?:over |on |up |along |forward )?(?:in)?to (.+)$/i.exec(
      told,
    );
  return [
    ...(status && !/['’]s (?:status|stage)$/i.test(who) ? said : []),
    ...(told === text ? [] : [told]),
    ...(forward ? [`move ${forward[1] ?? ""} to ${forward[2] ?? ""}`] : []),
  ];
};

/** "Should be in negotiation (by now)" is where it is now. */
const ought: Rewrite = (text) => {
  const match =
    /^(.+?) (?:should (?:now |really )?be|ought to be|needs to be|must be|has to be|(?:has )?now (?:is|sits)|is currently|is now) (?:now |really )?(.+?)(?: now| already)?$/i.exec(
      text,
    );
  if (!match || asks.test(text)) return undefined;
  const [, what = "", where = ""] = match;
  const bare = where
    .replace(/^(?:in|at|on|under) (?:the )?/i, "")
    .replace(/ (?:stage|phase)$/i, "");
  return [
    `${what} is now ${where}`,
    ...(bare === where
      ? [`${what} is ${where}`, `set ${what} to ${where}`]
      : [`move ${what} to ${bare}`]),
  ];
};

/** "We're moving all leads to Tom": move them. */
const underWay: Rewrite = (text) => {
  const match = /^(?:we|i)(?:['’]re|['’]m| are| am)(?: now| just)? (\p{L}+ing) (.+)$/iu.exec(text);
  const going = match?.[1] ?? "";
  return match && !/^(?:going|having|being|thinking|doing|talking|wondering)$/i.test(going)
    ? `${baseOf(going)} ${match[2] ?? ""}`
    : undefined;
};

const presents = new RegExp(
  "^(?:we|i)(?:['’]ve)?(?: have| just)*(?: got| have| met| found| signed| picked up)?(?: in)? (an?(?: new)? (?:lead|contact|customer|client|person|company|prospect|deal|opportunity|account))(?:,? (?:called|named)|,|:)? (.+?)\\s*[.;,!]\\s*(?:and )?(.+)$",
  "i",
);
const wishesAway =
  /^(?:we|i)(?: no longer (?:need|want)| (?:do not|don['’]?t) (?:need|want)) (?:to (?:keep|have|track|hold on to|maintain) )?(.+?)(?: (?:anymore|any more|any longer))?\s*[.;,!]\s*(?:so )?(.+)$/i;

/** "We have a new lead called Jo. Add them …": one sentence about Jo. */
const introduced: Rewrite = (text) => {
  const shown = presents.exec(text);
  if (shown) {
    const [, kind = "", name = "", then = ""] = shown;
    const spoken = new RegExp(`\\b${pronoun}\\b`, "i");
    const noun = kind.replace(/^an? (?:new )?/i, "");
    const wish = then.replace(spoken, name.trim());
    if (wish === then) return undefined;
    const first = wish.replace(/ (?:to|in|into) (?:the|our) (?:crm|system|database)\b/i, "");
    return /^(?:.{0,30}\b)?add /i.test(first)
      ? first.replace(name.trim(), `${name.trim()} as a new ${noun}`)
      : first;
  }
  const away = wishesAway.exec(text);
  if (!away) return undefined;
  const [, what = "", then = ""] = away;
  const wish = then.replace(new RegExp(`\\b${pronoun}\\b`, "i"), what);
  const here = / (?:from|in) (?:the|our|my) (?:crm|system|database|records)\b[?.! ]*$/i;
  return wish === then
    ? undefined
    : wish.replace(/^(?:can|could|would|will) (?:you|we) (?:please )?/i, "").replace(here, "");
};

/** "Add Jo to the CRM. They're a new lead and need to be assigned to Tom." */
const described: Rewrite = (text) => {
  const match =
    /^(.+?)[.?!;,]\s+(?:they|he|she|it)(?:['’]re|['’]s| are| is) (an? .+?)(?: and (?:they |he |she )?(?:need|needs|should|must|have|has|ought)(?: to)? be (assigned|given|reassigned|tagged|added) (.+?))?$/i.exec(
      text,
    );
  if (!match) return undefined;
  const [, first = "", what = "", verb, how = ""] = match;
  const added = first.replace(/ (?:to|in|into) (?:the|our) (?:crm|system|database)\s*$/i, "");
  return `${added} as ${what}${verb ? ` and ${order(verb)} them ${how}` : ""}`;
};

/** "We've got a customer that has moved on. Can you …?": the reason before the order. */
const reasoned: Rewrite = (text) => {
  const match =
    /^(?:we|i)(?:['’]ve| have)? (?:got |have )?an? [^.?!:]+[.!]\s+((?:can|could|please|would)\b.+)$/i.exec(
      text,
    );
  return match?.[1];
};

/** "Her address has changed to x@y": it is now that. */
const changed: Rewrite = (text) => {
  const match =
    /^(.+?) (?:(?:has|have|was|is|got) )?(?:just |now |recently )?(?:changed|switched|updated|corrected)(?: from \S+)? to (.+)$/i.exec(
      text,
    );
  const [, what = "", now = ""] = match ?? [];
  return match && !asks.test(text) ? [`${what} is now ${now}`, `set ${what} to ${now}`] : undefined;
};

/** "Diego is carmens assistant": people leave the apostrophe out. */
const owned: Rewrite = (text) => {
  const match =
    /^(.+? (?:is|was) (?:\p{L}+ )?\p{L}{2,}[^s\W])s ((?:new |personal |executive |former )?(?:assistant|pa|boss|manager|deputy|wife|husband|spouse|brother|sister|son|daughter|cousin|friend|colleague|mentor|partner))$/iu.exec(
      text,
    );
  return match ? `${match[1] ?? ""}'s ${match[2] ?? ""}` : undefined;
};

/** "Leo left Aldersea, now he's at Zeta": he works at Zeta now. */
const leftFor: Rewrite = (text) => {
  const match =
    /^(.+?)(?: has|['’]s)? (?:(?:just )?(?:left|quit)|(?:is|was) (?:no longer|not) (?:at|with)) (?!an? |the |me |us |my |our |for |to )([^,.;]{2,40}?)(?: any ?more)?(?:[,.;]| and) ?(?:(?:(?:he|she|they)(?: has| have|['’]s|['’]ve)? ?)?(?:just |now )?(?:joined|moved to|went to|started at)|now (?:he|she|they)?(?:['’]s| is| are|['’]re)? ?(?:at|with|works (?:at|for)|working (?:at|for))|(?:he|she|they)?(?:['’]s| is| are|['’]re)? ?now (?:at|with|works (?:at|for)|working (?:at|for))|(?:he|she|they)?(?:['’]s| is| are|['’]re)? ?(?:at|with) (?=.+ now$)) ?(.+?)(?: now)?$/i.exec(
      text,
    );
  return match ? `${match[1] ?? ""} works at ${match[3] ?? ""} now` : undefined;
};

/** "Dana is no longer CFO, she is CEO now": what somebody was is told in passing. */
const nowInstead: Rewrite = (text) => {
  const match =
    /^(.+?) (?:is|was) (?:no longer|not) (?!at |with |in |on )[^,.;]{2,40}?(?: any ?more)?[,.;] ?(?:but )?(?:he|she|they)(?:['’]s| is| are|['’]re) (now )?(?!not |no )(.+?)( now)?$/i.exec(
      text,
    );
  return match && (match[2] ?? match[4]) ? `${match[1] ?? ""} is now ${match[3] ?? ""}` : undefined;
};

/** "A stage between Proposal and Negotiation" follows the first. */
const between: Rewrite = (text) => {
  const way = text.replace(/^(.*\bstage\b.*) between (.+?) and .+$/i, "$1 after $2");
  return way === text ? undefined : way;
};

/** "To winter targets... I mean target accounts", "scrap that, …": what was said last counts. */
const reconsidered: Rewrite = (text) => {
  const dropped =
    /^.+?(?:[.,;!…]+|\s[-–—])\s*(?:no,? )?(?:scrap|strike|scratch) that[\s,:.…-]+(\S+ .+)$/i.exec(
      text,
    );
  if (dropped?.[1]) return dropped[1];
  const meant =
    /^(.+ (?:into|onto|to|on|at|as|for|with|in|by) )\S[^.,;…]{0,40}?(?:[.,;!…]+|\s[-–—])\s*(?:no |sorry,? |uh,? |er,? )*(?:i mean|i meant|make that|rather)[\s,:]+(.+)$/i.exec(
      text,
    );
  const again = meant?.[2]?.replace(/^(?:into|onto|to|on|at|as|for|with|in|by) /i, "");
  return meant && again ? `${meant[1] ?? ""}${again}` : undefined;
};

/** "Who works there": at the company just spoken of. */
const overThere: Rewrite = (text) =>
  /^(?:and )?(?:who|whom|anyone|anybody|everyone|everybody|contacts|people)\b.+(?<!\b(?:is|are)) there\??$/i.test(
    text,
  )
    ? text.replace(/(?: over| in)? there\??$/i, " at that company")
    : undefined;

/** "Tom shouldn't see those any more": the mails with whoever was spoken of. */
const thoseMails: Rewrite = (text) => {
  const way = text.replace(
    /\b(see|read) (?:those|these|them)(?: (?:e?mails?|messages|conversations))?(?= any ?more$| again$|$)/i,
    "$1 my emails with that person",
  );
  return way === text ? undefined : way;
};

const rewrites: readonly Rewrite[] = [
  overThere,
  thoseMails,
  reconsidered,
  owned,
  nowInstead,
  between,
  leftFor,
  introduced,
  described,
  reasoned,
  underWay,
  passive,
  ought,
  changed,
  perfect,
  uncalled,
];

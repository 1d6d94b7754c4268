/** Takes off what people put around a wish and what says nothing of it: courtesy, occasion, "in the CRM". */

/** The wish itself. Notes keep their words: behind a colon nothing is touched. */
export function wishIn(text: string): string {
  let wish = text.trim();
  for (let round = 0; round < mostLayers; round++) {
    const shorter = withoutEnd(withoutOpening(wish));
    if (shorter === wish || !/[\p{L}\p{N}]/u.test(shorter)) break;
    wish = shorter;
  }
  return wish;
}

const mostLayers = 6;
const you = "(?:you|u|ya)";
const softly = "(?:please|pls|plz|kindly|just|also|quickly|possibly|maybe|perhaps|then)";
const because = "(?:chance|moment|minute|min|sec|second|time)";
const place = "(?:crm|system|database|db|records)";

/** Each is tried at the very beginning, again and again. */
const openings: readonly RegExp[] = [
  /^(?:hey|hi|hello|yo|(?:good )?(?:morning|afternoon|evening))(?: (?:crm|rapport|there|team|all|everyone|bot|folks))?[\s,!.:-]+/i,
  /^(?:crm|rapport)[,:!]\s*/i,
  /^(?:a+r+gh+|ugh+|oops|whoops|damn|dang|nah|nope|meh|phew|yay|woo+hoo|yes|yep|yeah)\b[\s,!.:-]+(?=\S+(?: \S|$))/i,
  /^(?:(?:ok|okay|so|well|um+|uh+|erm?|hmm+|oh|right|alright|btw|by the way|anyway|basically|lol|great|cool|perfect)\b[\s,!.-]+|(?:and|also|now|sorry),? (?=(?:can|could|would|please|pls)\b))/i,
  /^(?:(?:just )?an? )?(?:quick|small|tiny|last|other|one|another|one more|one last|one other) (?:one|question|q|note|update|thing|favou?r|request|ask|heads[- ]up)(?: for (?:you|u|me))?\s*[:,.–-]\s*/i,
  /^(?:heads[- ]?up|fyi|for your information|good news|great news|bad news|for the record|as discussed)(?:\s*[:,.!–-]\s*|\s+)(?:that )?(?=\S+ \S)/i,
  /^(?:update|news|question|request)\s*[:–]\s*/i,
  new RegExp(
    `^(?:just )?(?:(?:wanted )?to (?:let ${you} know|say|tell ${you})|letting ${you} know|so ${you} know)(?: that)?[,:]?\\s+`,
    "i",
  ),
  /^(?:please|pls|plz|kindly)[\s,]+(?:to (?=\p{L}))?/iu,
  /^no+[\s,]+(?=(?:undo|revert|take (?:it|that) back)\b)/i,
  /^i (?:want|need) (?=(?:see|show|know|add|change|update|list|find|create|delete|move|make)\b)/i,
  new RegExp(
    `^(?:could|can|would|will|cd|wd|may) ${you}(?: ${softly},?)*(?: go ahead and)?(?: help me(?: to)?)?\\s+(?!mind\\b)`,
    "i",
  ),
  /^(?:would it be|is it|if it(?:'s| is)) possible (?:to|for you to) /i,
  /^(?:is there (?:any|a) way (?:to|you (?:can|could))|any chance (?:you|we|u) (?:can|could)|is there any chance (?:you|we) (?:can|could)) /i,
  new RegExp(
    `^(?:i|we)(?: would|'d|d|’d)? (?:really |just |also )?(?:like|love|want|wanted|need|prefer)(?: for)?(?: ${you})? to (?:please )?(?=\\S+ \\S)`,
    "i",
  ),
  /^(?:i|we)(?: would|'d|’d)? (?:(?:really )?appreciate it|be grateful) if (?:you|u) (?:could|would|can) /i,
  /^(?:i|we)(?: really| also)? (?:have to|need to|ought to|must|gotta|should) (?=\S+ \S)/i,
  /^(?:go ahead and|let['’]?s|let us|we ['’]?d better|(?:please )?(?:make sure|be sure)(?: (?:to|that))?) (?:just |also |please )?(?=\S+ \S)/i,
  /^(?:please )?(?:do me a (?:quick |small )?favou?r(?: and|,|:)|be so kind (?:as to|and)|feel free to) /i,
  new RegExp(
    `^(?:when(?:ever)? ${you} (?:get|have|find) (?:a |the |some )?(?:free |spare )?${because}|when ${you} can|if ${you} (?:can|could|don['’]?t mind|have (?:time|a ${because})|get a ${because})|if possible|as of (?:today|now)|starting today)[,:]?\\s+`,
    "i",
  ),
  new RegExp(
    `^(?:(?:i(?: was|'m|’m| am)? (?:just )?(?:wondering|curious)|i wonder)(?: if (?:${you}|we) (?:could|can|know))?|(?:do|would|d) ${you} (?:happen to )?know|any idea|do we know|(?:i(?:'d|’d| would)? (?:like|love|want|need) to know)|(?:please )?tell me|let me know|i (?:just )?(?:need|want) to know|remind me(?= (?:who|when|what|where|which) (?:i|we|did|do|does|was|is|were|are|have|has)\\b))[,:]?\\s+(?=(?:who|when|what|where|which|how|whether|if|about)\\b)`,
    "i",
  ),
];

/** What is only another way to say "show". */
const shows =
  /^(?:(?:can|could|may) i (?:please )?(?:see|get|have)|let me (?:see|have)|(?:i|we)(?: would|'d|d|’d)? (?:like|love|want|need) (?:to (?:see|get|have)|a list of)|gimme|give me|get me|pull up|bring up|fetch(?: me)?) (?=\S)/i;

const gerund = /^(?:would|do|d) (?:you|u) mind (?:please )?(\p{L}+ing)\b/iu;
const mind = /^mind (\p{L}+ing)\b/iu;

/** Each is tried at the very end. */
const endings: readonly RegExp[] = [
  /[\s,;.!?–-]+(?:please|pls|plz|thanks?(?: you)?|thx|tnx|ty|ta|cheers|tia|many thanks|thank you)(?: (?:so much|a lot|very much|in advance|again|a (?:lot|million|bunch)|mate|everyone|all))*[\s.!?]*$/i,
  new RegExp(
    `[\\s,;.!?–-]+(?:${softly} )?(?:would|will|could|can) ${you}(?: please)?[?.!\\s]*$`,
    "i",
  ),
  /[\s,;–-]+(?:if (?:at all )?possible|if (?:you|u) (?:can|could|would|don['’]?t mind|have time|get a chance)|for me|as of (?:today|now)|at the moment|on (?:my|our) (?:side|end)|right now|by now|these days|from now on|from (?:today|now)(?: onwards?)?|going forward|from here on|ok(?:ay)?|lol|haha|right away|straight away|real quick)[\s.!?]*$/i,
  new RegExp(
    `[\\s,;.–-]+when(?:ever)? ${you} (?:(?:get|have|find) (?:a |the |some )?(?:free |spare )?${because}|can)[\\s.!?]*$`,
    "i",
  ),
  new RegExp(
    `\\s+(?:in|into|on|to|inside|within|using) (?:the|our|my|this) ${place}[\\s.!?]*$`,
    "i",
  ),
];

const sameAgain =
  "(?:that|this|it|them|these|those|everything|(?:the|that|this|these|those|my|our|any) (?:changes?|updates?|records?|details?|crm|system|info)|accordingly|done)";
/** A sentence of its own that only says once more that something is to be done. */
const keepsIt = new RegExp(
  `(?:[.!?;]+|,| [–-])\\s+(?:and |so )?(?:please )?(?:note|remember|save|keep|store|record|mark|put) (?:that|this|it)(?: down)?(?: as (?:his|her|their|its) [\\p{L}-]+)?[\\s?.!]*$`,
  "iu",
);
const orderAgain = new RegExp(
  `(?:[.!?;]+|,| [–-])\\s+(?:and |so |then )?(?:(?:please|pls|plz)[, ]+)?(?:(?:could|can|would|will) ${you} (?:${softly} )*|would ${you} )?(?:please )?(?:do|make|update|change|record|reflect|apply|adjust|amend|check|fix|sort|handle|action|take care of|look into|see to|get)(?: ${sameAgain})?(?: (?:for me|accordingly|done|please))?(?: (?:in|on) (?:the|our|my) ${place})?[\\s?.!]*$`,
  "i",
);

function withoutOpening(text: string): string {
  let rest = text;
  for (const opening of openings) rest = rest.replace(opening, "");
  const asked = gerund.exec(rest) ?? mind.exec(rest);
  if (asked) rest = baseOf(asked[1] ?? "") + rest.slice(asked[0].length);
  return rest.replace(shows, "show ");
}

function withoutEnd(text: string): string {
  const colon = text.indexOf(":");
  let rest = text;
  // What may be part of a note stays in it; that something be done is never part of one.
  if (colon < 0) for (const ending of endings) rest = rest.replace(ending, "");
  const ordered = orderAgain.exec(rest) ?? keepsIt.exec(rest);
  return ordered && ordered.index > 0 ? rest.slice(0, ordered.index) : rest;
}

const silentE = new Set(
  `mov clos chang updat creat remov delet mak tak giv not shar renam schedul reschedul merg archiv complet leav
  writ nam us stor includ exclud invit rais rat prepar reduc increas decreas postpon`.split(/\s+/),
);

/** "Moving" is "move", "setting" is "set". */
export function baseOf(gerundForm: string): string {
  const bare = gerundForm.replace(/ing$/i, "");
  if (silentE.has(bare.toLowerCase())) return `${bare}e`;
  return /(?:ll|dd|ss)$/i.test(bare) ? bare : bare.replace(/([^aeiou])\1$/i, "$1");
}

/** The words of a correction taken apart: "no wait 26k not 28", "wrong john, i meant weiss". */

export interface CorrectionWords {
  /** What should stand instead; empty when only something was rejected ("not that John"). */
  wanted: string;
  /** What was rejected. */
  rejected?: string;
  /** The field named beside the value: "the value should be 26k". */
  field?: string;
  /** "The other one": whatever was not taken. */
  other?: true;
}

const opener =
  /^(?:no+|nope|nah|wait|wiat|wati|hang on|hold on|hm+|sorry|oops|ups|whoops|damn|actually|ah|oh|correction|scratch that|my bad|my mistake|typo|i mean|i meant|i said|rather|make (?:it|that|them)|(?:change|set|correct) (?:it|that) to|(?:it|that|they) should(?:'ve| have)? (?:be|been|say)|should(?:'ve| have)? (?:be|been))(?![\p{L}\p{N}'’])[\s,.;:!…—–-]*/iu;
/** Explain an opener, and open nothing alone. */
const weakOpener =
  /^(?:it'?s|it is|(?:it|that|this) was|that'?s|to|but|please|pls|the)(?![\p{L}\p{N}'’])[\s,:]*/iu;
const closer =
  /[\s,]+(?:instead|rather|please|pls|sorry|i mean|i meant|my bad|my mistake|oops|thanks|thx)[\s.!]*$/i;
const fieldFirst =
  /^(?:(?:the|his|her|its|their|my)\s+)?(?<field>due date|close date|closing date|job title|e-?mail|mail|phone|number|value|amount|price|worth|stage|deadline|due|date|name|title|company|city|country|industry|domain|owner|assignee|note|kind|summary)(?:\s+(?:is|was|should be|should have been|to|=)|\s*:)\s+(?<value>.+)$/i;
const naming = /^(?:call|name|rename) (?:it|that|this|them|him|her)(?: to| as)? (?<value>.+)$/i;
const otherOne = /^(?:the\s+|an?)?other(?:\s+(?<what>[\p{L}\p{N}'’.-]+))?$/iu;
const rejection =
  /^(?:not|wrong)\s+(?:(?:that|this|the)\s+)?(?<rejected>.+?)(?:\s*[,;.]\s*|\s+[-—–]+\s+|\s+(?=but\s|i mea?nt?\s|it'?s\s))(?:(?:but|i mean|i meant|it'?s|it was|it is|the one is)\s+)*(?<wanted>.+)$/iu;
const bareRejection =
  /^(?:not|wrong)\s+(?:(?:that|this|the)\s+)?(?<rejected>\S+(?:\s+\S+){0,2})$/iu;
const contrast =
  /^(?<wanted>.+?)[\s,;]+(?:and\s+)?(?:not|instead of|rather than)\s+(?:(?:that|this)\s+)?(?<rejected>.+)$/iu;

const LONGEST = 120;

/** The parts of a message that corrects something; undefined when it has no sign of a correction. */
export function correctionWords(text: string): CorrectionWords | undefined {
  if (text.length > LONGEST) return undefined;
  const { rest, opened } = stripped(text.trim().replace(/[.!?]+$/, ""));
  const parts = partsOf(rest);
  const should = parts.field !== undefined && /\bshould\b/i.test(rest);
  const signs = opened || should || parts.rejected !== undefined || parts.other;
  return signs && (parts.wanted || parts.rejected || parts.other) ? parts : undefined;
}

function partsOf(rest: string): CorrectionWords {
  const split = rejection.exec(rest) ?? contrast.exec(rest) ?? bareRejection.exec(rest);
  const rejected = split?.groups?.rejected?.trim();
  const wanted = split ? stripped(split.groups?.wanted ?? "", true).rest : rest;
  const other = otherOne.exec(wanted)?.groups;
  const named = fieldFirst.exec(wanted)?.groups ?? {
    field: "name",
    ...naming.exec(wanted)?.groups,
  };
  return {
    wanted: other ? "" : (named.value ?? wanted),
    ...(rejected ? { rejected } : other?.what ? { rejected: other.what } : {}),
    ...(named.value && named.field ? { field: named.field.toLowerCase() } : {}),
    ...(other ? { other: true as const } : {}),
  };
}

function stripped(text: string, already = false): { rest: string; opened: boolean } {
  let rest = text;
  let opened = already;
  for (;;) {
    const before = rest;
    rest = rest.replace(opener, "");
    opened ||= rest !== before;
    if (opened) rest = rest.replace(weakOpener, (words) => (/^the/i.test(words) ? words : ""));
    const cut = rest.replace(closer, "");
    opened ||= cut !== rest && /instead|i mean|sorry|oops/i.test(rest);
    rest = cut;
    if (rest === before) return { rest: rest.trim(), opened };
  }
}

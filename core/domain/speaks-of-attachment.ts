/** Whether a message says that something is attached, in the languages people here write in most. */

const words = [
  // English, German
  /\battach(?:ed|ing|ments?)?\b/i,
  /\b(?:enclosed|i enclose)\b/i,
  /\b(?:anbei|im anhang|anh(?:a|ä)nge?n?|angeh(?:a|ä)ngt\w*|beigef(?:u|ü)gt\w*)(?![\p{L}])/iu,
  // French, Spanish, Italian, Portuguese, Dutch
  /\bci-jointe?s?\b|\bpi(?:e|è)ces? jointes?\b/i,
  /\badjunt(?:o|a|os|as|amos)\b/i,
  /\b(?:in allegato|allegat[oaie]|allego)\b/i,
  /\b(?:em anexo|anexo|anexei)\b/i,
  /\b(?:bijlagen?|bijgevoegd)\b/i,
];

/** What is quoted from an earlier message is not what this one says. */
export function speaksOfAttachment(text: string): boolean {
  const own = text
    .normalize("NFC")
    .split("\n")
    .filter((line) => !line.startsWith(">"))
    .join("\n");
  return words.some((word) => word.test(own));
}

/** Words that nobody else uses: wherever one turns up, it is known whose it is. */

/** Everything said about one side, made of one nonsense stem so that no word is anybody else's. */
export const wordsFrom = (stem: string) => {
  const name = (ending: string, of = stem) => of.charAt(0).toUpperCase() + of.slice(1) + ending;
  // Private words are like no public one, so that no similarity search finds the one by the other.
  const hidden = [...stem].reverse().join("");
  const domain = `${stem}firm.example`;
  return {
    slug: stem,
    domain,
    company: name("firm"),
    person: `${name("rik")} ${name("sson")}`,
    email: `${stem}rik@${domain}`,
    colleague: `${name("belle")} ${name("ova")}`,
    deal: name("deal"),
    task: `${name("call")} ${name("back")}`,
    tag: `${stem}tag`,
    list: name("list"),
    tie: `${stem}tie`,
    city: name("ville"),
    note: `${name("note")} ${stem}remark`,
    /** Somebody known from mail only, and so suggested. */
    stranger: `${name("lina")} ${name("mark")}`,
    strangerEmail: `${stem}lina@${stem}post.example`,
    subject: `${name("topic", hidden)} ${hidden}heading`,
    body: `${hidden}secret ${hidden}paragraph`,
    attachment: `${hidden}annex.pdf`,
    meetingTitle: name("agenda", hidden),
    meetingText: `${hidden}minutes`,
    location: name("room", hidden),
    hintTitle: `${name("chief", hidden)} ${name("officer", hidden)}`,
    hintPhone: `+3491${digitsOf(hidden)}`,
    privateList: name("shortlist", hidden),
    fileName: `${hidden}export.mbox`,
    pressed: name("press", hidden),
  };
};

const digitsOf = (stem: string): string =>
  [...stem]
    .map((letter) => letter.charCodeAt(0) % 10)
    .join("")
    .padEnd(7, "7")
    .slice(0, 7);

export type Words = ReturnType<typeof wordsFrom>;

/** What only the owner of a mailbox may see: never who, when or what kind. */
export const privateWords = (words: Words): string[] =>
  [
    words.subject,
    words.body,
    words.attachment,
    words.meetingTitle,
    words.meetingText,
    words.location,
    words.hintTitle,
    words.hintPhone,
    words.fileName,
    words.privateList,
    words.pressed,
  ].flatMap((text) => text.split(" "));

/** Courtesies that ask for nothing: a short polite line, and no call. */

const end =
  "(?:[\\s,]+(?:there|all|everyone|again|so much|a lot|very much|a bunch|mate|team|man|rapport|crm|bot|then|you|now))*[\\s.!?,:)😊👋🙏👍]*";
const line = (words: string) => new RegExp(`^(?:${words})${end}$`, "iu");

const answers: readonly { said: RegExp; say: string }[] = [
  {
    said: line(
      "(?:(?:ok|okay|great|perfect|cool|nice|super|no|and)[\\s,.!]+)*(?:thanks|thank you|thx|ty|cheers|many thanks|much appreciated|appreciate it)(?:[\\s,.!]+(?:that'?s (?:all|great|perfect|it)|great|perfect|bye))?",
    ),
    say: "You're welcome.",
  },
  {
    said: line("(?:hi|hello|hey|hiya|howdy|yo|greetings)(?:[\\s,]+(?:hi|hello|hey))*"),
    say: "Hello! Ask me about a person, a company or a deal, or say “help”.",
  },
  {
    said: line("(?:(?:hi|hello|hey)[\\s,]+)?good (?:morning|day)|morning"),
    say: "Good morning! Say “what's due today” to start with what is due.",
  },
  {
    said: line("(?:(?:hi|hello|hey)[\\s,]+)?good (?:afternoon|evening)"),
    say: "Hello! What can I do for you?",
  },
  {
    said: line("how are you(?: doing| today)?|how'?s it going|what'?s up|sup"),
    say: "All well here. What can I do for you?",
  },
  {
    said: line("(?:no[\\s,.!]+|oh[\\s,.!]+)*(?:wait|hold on|hang on|one moment|one sec(?:ond)?)"),
    say: "Take your time. “Undo” takes back the last change.",
  },
  { said: line("bye|goodbye|good ?night|see you|see ya|cya|later|talk later"), say: "Goodbye!" },
  {
    said: line(
      "(?:(?:no worries|no problem|ok|okay|great|perfect|cool|nice|awesome|excellent|good|fine|alright|all good|got it|understood|super|lovely|brilliant|wow|lol|haha|amazing|well done|good job|nice one|sounds good|makes sense|right|sure|that'?s (?:great|perfect|all|fine|good)|👍|🙏|😊|👌|✅)[\\s,.!]*)+",
    ),
    say: "👍",
  },
];

/** The answer to a message that is nothing but courtesy. */
export const smallTalk = (text: string): string | undefined =>
  answers.find(({ said }) => said.test(text.trim()))?.say;

const opening =
  "(?:(?:hey|hi|ok|please|pls|can you|could you|would you|i need you to|let's|help me)[\\s,]+)*";
const written = "(?:e-?mails?|mail|message|dm|follow[- ]?up|reply|intro|letter)";

/** "Draft a follow-up to Sofia", "write Leo an email". A note is no letter: that is written down. */
const wantsDraft = new RegExp(
  `^${opening}(?:(?:draft|darft|drfat|compose|redraft|rephrase|reword)\\b` +
    `|(?:write|send)\\b(?! (?:it|that|this|the|my)\\b(?! note\\b).{0,30}(?:draft|mail|message)\\b)(?!(?: (?:me|us|a|the|down|quick|short))* note\\b)(?=.{0,60}\\b${written}\\b)` +
    `|(?:reply|respond|write back)\\s+to\\b)`,
  "iu",
);

/** The words are there already: "… saying see you on Monday". */
const inOwnWords = /\b(?:saying|that says)[\s:]+\S|:\s+\S+\s+\S/iu;

/** The answer to a wish for written text, which basic mode cannot give. */
export const declineDraft = (text: string): string | undefined =>
  wantsDraft.test(text.trim()) && !inOwnWords.test(text)
    ? "Drafting is off for now: it needs a language model, and basic mode has none. I can remind you to write, or log what you sent."
    : undefined;

/** What is said where a model's answer comes to nothing, and what a model is told of calls to put right. */
import type { Intent } from "../agent/intent.ts";

/** Beyond so many characters a text is no message. */
export const LONGEST_TEXT = 20_000;

export const tooLong: Intent = {
  kind: "abstain",
  say: "That is too long for me to read as one message; say what I should do in a few sentences.",
};

export const declined: Intent = {
  kind: "abstain",
  say: "The language model declined to read that; say help to see what I can do.",
  why: "declined",
};

export const unusable: Intent = {
  kind: "abstain",
  say: "I could not work out all the details of that; say it again with a little more, or say help.",
};

/** Every call needs a result before the model may go on; nothing has been carried out. */
export const resultFor = (problem: string | undefined): string =>
  problem
    ? `Not carried out: ${problem}. Call it again put right, or ask the user.`
    : "Not carried out yet: call it again, unchanged, together with the others.";

import { describe, expect, it } from "vitest";
import { wordsAboutDraft } from "./words-about-draft.ts";

const draft = { type: "draft" as const, id: "d", name: "The fair" };
const about = (text: string) => wordsAboutDraft(text, { draft });

describe("words after a draft was shown", () => {
  it.each(["send it", "ok, send it now please", "approve", "yes, go ahead", "ship it"])(
    "show it with its button, and send nothing: %s",
    (text) => {
      expect(about(text)).toEqual({ tool: "show_drafts", args: { draft: "d", sending: true } });
    },
  );

  it.each([
    ["make it shorter", "shorter"],
    ["Please make it a bit warmer.", "warmer"],
    ["make the mail less formal", "less formal"],
    ["make that much simpler please", "simpler"],
  ])("have it written anew: %s", (text, change) => {
    expect(about(text)).toEqual({ tool: "edit_draft", args: { draft: "d", change } });
  });

  it.each([
    ["schedule it for Monday at 8:30", "Monday at 8:30"],
    ["please schedule the mail for tomorrow", "tomorrow"],
    ["schedule it to go out on Friday", "on Friday"],
    ["schedule that at 17:00", "at 17:00"],
  ])("plan it: %s", (text, at) => {
    expect(about(text)).toEqual({ tool: "schedule_draft", args: { draft: "d", at } });
  });

  it.each([
    "make it 26k",
    "make it high priority",
    "make it Friday",
    "schedule it with Leo",
    "schedule a call on Monday",
    "send it to Leo",
    "make Sofia's title shorter",
    "shorter",
  ])("mean something else: %s", (text) => {
    expect(about(text)).toBeUndefined();
  });

  it("mean nothing where no draft was shown", () => {
    for (const text of ["send it", "make it shorter", "schedule it for Monday at 8:30"])
      expect(wordsAboutDraft(text, {})).toBeUndefined();
  });
});

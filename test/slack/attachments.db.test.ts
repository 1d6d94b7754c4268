/** Files brought in Slack, fetched over its API and attached to a draft, over signed requests to the real server. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openedView, press, submission } from "../support/slack-gestures.ts";
import { answerTo, buttonOf, postedIn, until, wordsOf } from "../support/slack-messages.ts";
import type { Message } from "../support/slack-messages.ts";
import {
  directMessage,
  mention,
  openSlackProgram,
  type Connected,
  type Said,
  type SlackProgram,
} from "../support/slack-program.ts";

let program: SlackProgram;
let one: Connected;

beforeAll(async () => {
  program = await openSlackProgram();
  one = await program.connect("TONE");
  for (const name of ["Mara Lind", "Nils Holm"])
    await one.desk.call("add_person", {
      name,
      email: `${name.toLowerCase().replace(" ", "@")}.example`,
    });
}, 120_000);
afterAll(() => program.close());
beforeEach(() => {
  program.front.calls.length = 0;
  program.front.faults.clear();
});

const offer = { name: "Offer.pdf", body: Buffer.from("%PDF-1.7 the offer\0\xff", "latin1") };

const send = async (body: unknown, as: "json" | "payload" = "json"): Promise<void> => {
  const response = await program.send(body, { as });
  expect(response.status).toBe(200);
  await response.text();
};

/** A message with a file, as Slack tells of it. */
async function brings(text: string, file = offer): Promise<Said> {
  const id = await one.bring("ana", await one.dm("ana"), file);
  return directMessage(one, "ana", text, {
    subtype: "file_share",
    files: [{ id, name: file.name, mode: "hosted", size: file.body.length }],
  });
}

async function answered(said: Said, count = 1): Promise<Message> {
  await send(said);
  return answerTo(program.front, one, said, count);
}

test("without a draft it is kept, and the answer says what to do with it", async () => {
  const answer = await answered(await brings(""));
  expect(wordsOf(answer)).toMatch(/I keep \*?Offer\.pdf\*? for you for a week/);
});

test("with the words of a draft it goes with it, and out with the mail, to the byte", async () => {
  const answer = await answered(
    await brings("draft an email to Mara Lind saying the offer is attached"),
  );
  expect(wordsOf(answer)).toMatch(/Attached: <https:\/\/crm\.example\/files\/\S+\|Offer\.pdf>/);
  const approve = buttonOf(answer, "^Approve");
  await send(await press(program.front, one, approve, { on: answer }), "payload");
  const folder = path.join(program.directory, "outbox", one.desk.tenantId);
  const mail = await until(() => {
    const name =
      fs.existsSync(folder) && fs.readdirSync(folder).find((file) => file.endsWith(".eml"));
    return name ? fs.readFileSync(path.join(folder, name), "utf8") : undefined;
  });
  expect(mail).toMatch(/^Content-Disposition: attachment; filename=Offer\.pdf$/m);
  expect(mail).toContain(offer.body.toString("base64"));
});

test("alone, it is attached to the draft that was shown last", async () => {
  const made = await answered(
    await directMessage(one, "ana", "draft an email to Nils Holm saying we look forward to Monday"),
  );
  expect(wordsOf(made)).toContain("A draft to");
  const answer = await answered(await brings(""));
  expect(wordsOf(answer)).toMatch(/Attached \*Offer\.pdf\*/);
  const asked = await directMessage(one, "ana", "remove the attachment");
  expect(wordsOf(await answered(asked))).toMatch(/Took \*Offer\.pdf\* off/);
});

test("the card's own button asks for files in a form", async () => {
  const card = await answered(await directMessage(one, "ana", "show my draft to Nils Holm"));
  await send(await press(program.front, one, buttonOf(card, "^Attach"), { on: card }), "payload");
  const view = openedView(program.front);
  const [block] = view.blocks as unknown as { block_id: string; element: { type: string } }[];
  expect(block?.element.type).toBe("file_input");
  const id = await one.bring("ana", await one.dm("ana"), offer);
  const filled = await submission(one, view);
  const state = { values: { [block?.block_id ?? ""]: { value: { files: [{ id }] } } } };
  await send({ ...filled, view: { ...(filled.view as object), state } }, "payload");
  const answer = await until(() =>
    postedIn(program.front, one).find((posted) => wordsOf(posted).includes("Attached *Offer.pdf*")),
  );
  expect(wordsOf(answer)).toMatch(/version \d+/);
});

test("what Slack will not let us read is told of, and nothing is done", async () => {
  program.front.faults.set("files.info", [{ error: "missing_scope" }]);
  const refused = await answered(await brings("draft an email to Mara Lind saying see attached"));
  expect(wordsOf(refused)).toMatch(/has to connect Slack again.*Nothing was done/);
  // A page to sign in comes in place of the file.
  program.front.faults.set("files-pri", [{ error: "no_permission" }]);
  const unread = await answered(await brings("draft an email to Mara Lind saying see attached"));
  expect(wordsOf(unread)).toMatch(/could not be fetched.*Nothing was done/);
});

test("where Slack fails for a moment, the next try brings it", { timeout: 60_000 }, async () => {
  program.front.faults.set("files-pri", ["500"]);
  const answer = await answered(await brings("draft an email to Mara Lind saying see attached"));
  expect(wordsOf(answer)).toMatch(/Attached: .*Offer\.pdf/);
});

test("a file shown in a channel is nobody's to send", async () => {
  const said = await mention(one, "ana", "what is due this week?", {
    files: [{ id: await one.bring("ana", one.channels.sales ?? "", offer) }],
  });
  await answered(said);
  expect(program.front.calls.filter(({ method }) => method === "files.info")).toEqual([]);
  const told = () =>
    postedIn(program.front, one, "chat.postEphemeral").find(({ text }) =>
      text.includes("in a direct message only"),
    );
  expect((await until(told)).thread_ts).toBe(said.event.ts);
});

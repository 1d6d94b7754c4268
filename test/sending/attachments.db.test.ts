/** Files that go out with a draft: brought, attached, approved with it, and sent to the byte. */
import { createHash, randomBytes } from "node:crypto";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callTool } from "../../core/call-tool.ts";
import { MOST_ATTACHED } from "../../core/domain/draft.ts";
import { fetchFile } from "../../core/fetch-file.ts";
import { allActions, plainText, type Press } from "../../core/reply.ts";
import { mimeOf } from "../../core/sending/mime.ts";
import { tools } from "../../core/tools/registry.ts";
import { findUploads, saveUpload } from "../../db/queries/uploads.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { openApprovalDesk, type ApprovalDesk, type Name } from "./approval-desk.ts";

let db: TestDatabase;
let desk: ApprovalDesk;
let id: string;
beforeAll(async () => void (db = await openTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => {
  desk = await openApprovalDesk(db);
  id = await desk.draft({ body: "Here is the offer.", to: "sofia@borealis.example" });
});

const DAY_MS = 24 * 3_600_000;
const pdf = Buffer.concat([Buffer.from("%PDF-1.7\r\n\0\xff\n.\r\n"), randomBytes(5_000)]);

async function bring(name: string, body: Buffer = pdf, who: Name = "ana"): Promise<string> {
  const { uploadId } = await db.transaction(desk.scopeOf(who), (tx) =>
    saveUpload(tx, desk.users[who].id, { name, body }, desk.clock.now),
  );
  return uploadId;
}

/** A call with files that came with the message. */
const callWith = (uploads: string[], tool: string, args: Record<string, unknown> = {}) =>
  callTool(desk.deps, { ...desk.as("ana", { uploads }), focus: {} }, tools, { tool, args });

const attach = async (name: string, body?: Buffer) =>
  callWith([await bring(name, body)], "attach_file", { draft: id });

async function approve(who: Name = "ana") {
  const found = allActions(await desk.card(who, id)).find(({ label }) =>
    label.startsWith("Approve"),
  );
  if (!found) throw new Error("nothing to approve");
  return desk.press(who, found.press);
}

const text = async (who: Name = "ana") => plainText(await desk.card(who, id));
const filesOf = async (who: Name = "ana") =>
  ((await desk.card(who, id)).blocks ?? []).flatMap((block) =>
    block.kind === "file" ? [block] : [],
  );
const outboxStates = async () =>
  (await desk.rows("outbox", "created_at")).map(({ state, error }) => [state, error]);

describe("a file that was brought", () => {
  it("is listed on the card with its size, and leaves with the mail to the byte", async () => {
    const done = await attach("Angebot für Sofia.pdf");
    expect(done).toMatchObject({ outcome: "done" });
    expect(done.receipts[0]?.changes).toContainEqual({
      field: "attached",
      from: null,
      to: "Angebot für Sofia.pdf",
    });
    expect(await text()).toMatch(/Attached: Angebot für Sofia\.pdf \(5 kB/);
    await attach("terms.txt", Buffer.from("Terms\r\n"));
    await approve();
    await desk.send();
    const [mail] = desk.outbox.mails;
    if (!mail) throw new Error("nothing was sent");
    const { raw } = await mimeOf(mail);
    const read = await PostalMime.parse(raw);
    expect(read.text?.trim()).toBe("Here is the offer.");
    expect(
      read.attachments.map(({ filename, mimeType, disposition, content }) => [
        filename,
        mimeType,
        disposition,
        Buffer.from(content as ArrayBuffer).toString("latin1"),
      ]),
    ).toEqual([
      ["Angebot für Sofia.pdf", "application/pdf", "attachment", pdf.toString("latin1")],
      ["terms.txt", "text/plain", "attachment", "Terms\r\n"],
    ]);
    // Another try is the same mail.
    expect((await mimeOf(mail)).raw.equals(raw)).toBe(true);
  });

  it("goes with the draft that is asked for in the same message", async () => {
    const made = await callWith([await bring("offer.pdf")], "draft_message", {
      to: ["Sofia Reyes"],
      body: "The offer is attached.",
    });
    expect(plainText(made.reply)).toMatch(/Attached: offer\.pdf/);
    expect(plainText(made.reply)).not.toContain("nothing is attached");
  });

  it("is found again by its name or as the last one, and is nobody else's", async () => {
    await bring("Offer 2026.pdf");
    desk.clock.now = new Date(desk.clock.now.getTime() + 1_000);
    await bring("terms.pdf");
    await bring("secret offer.pdf", pdf, "tom");
    await desk.call("ana", "attach_file", { draft: id, file: "the offer" });
    await desk.call("ana", "attach_file", { draft: id });
    expect((await filesOf()).map(({ name }) => name)).toEqual(["Offer 2026.pdf", "terms.pdf"]);
    const none = await desk.call("ana", "attach_file", { draft: id, file: "secret" });
    expect(none.reply.text).toBe(
      "I have no file of yours called “secret”. Bring it here, then say “attach it”.",
    );
    desk.clock.now = new Date(desk.clock.now.getTime() + 2 * DAY_MS);
    const late = await desk.call("ana", "attach_file", { draft: id });
    expect(late).toMatchObject({ outcome: "refused", code: "not_found" });
  });

  it("takes the place of one of its name, and the same again changes nothing", async () => {
    await attach("offer.pdf", Buffer.from("first"));
    const again = await attach("offer.pdf", Buffer.from("first"));
    expect(again.reply.text).toMatch(/^\*\*offer\.pdf\*\* is attached already/);
    expect(again.receipts).toEqual([]);
    const second = await attach("offer.pdf", Buffer.from("second"));
    expect(second.reply.text).toMatch(/in place of the one of that name/);
    const files = await filesOf();
    expect(files.map(({ bytes }) => bytes)).toEqual([6]);
  });

  it("is taken off again, by name or all, and undo brings it back", async () => {
    await attach("offer.pdf");
    await attach("terms.pdf");
    const off = await desk.call("ana", "detach_file", { draft: id, file: "Terms" });
    expect((await filesOf()).map(({ name }) => name)).toEqual(["offer.pdf"]);
    await desk.call("ana", "undo", { receipts: off.undoable });
    expect((await filesOf()).map(({ name }) => name)).toEqual(["offer.pdf", "terms.pdf"]);
    await desk.call("ana", "detach_file", { draft: id });
    expect(await filesOf()).toEqual([]);
    const none = await desk.call("ana", "detach_file", { draft: id });
    expect(none.reply.text).toBe("Nothing is attached to that draft.");
  });

  it("is refused where a mail would be too large or carry too many", async () => {
    await attach("half.bin", Buffer.alloc(MOST_ATTACHED.bytes / 2 + 1));
    const tooLarge = await attach("other half.bin", Buffer.alloc(MOST_ATTACHED.bytes / 2));
    expect(tooLarge).toMatchObject({ outcome: "refused", code: "too_large" });
    expect(tooLarge.reply.text).toMatch(/18 MB/);
    for (let nth = 2; nth <= MOST_ATTACHED.files; nth += 1)
      await attach(`${nth}.txt`, Buffer.from(String(nth)));
    const tooMany = await attach("11.txt", Buffer.from("11"));
    expect(tooMany.reply.text).toBe("A message carries at most 10 files.");
  });

  it("asks which draft where several are open, and attaches by the button", async () => {
    const other = await desk.draft({ body: "Hello.", to: "leo@outside.example" });
    const asked = await callWith([await bring("offer.pdf")], "attach_file");
    expect(asked.outcome).toBe("question");
    const press = allActions(asked.reply)
      .map((button) => button.press)
      .find((one) => one.kind === "call" && one.args.draft === id) as Press & { kind: "call" };
    await desk.call("ana", press.tool, press.args);
    expect((await filesOf()).map(({ name }) => name)).toEqual(["offer.pdf"]);
    await desk.call("ana", "discard_draft", { draft: other });
    await approve();
    await desk.send();
    const none = await callWith([await bring("late.pdf")], "attach_file");
    expect(none.reply.text).toMatch(/I keep \*\*late\.pdf\*\* for you for a week/);
  });

  it("is refused in a turn that has read text from outside", async () => {
    const uploads = [await bring("offer.pdf")];
    const context = { ...desk.as("ana", { uploads, tainted: true }), focus: {} };
    const tried = await callTool(desk.deps, context, tools, {
      tool: "attach_file",
      args: { draft: id },
    });
    expect(tried.outcome).not.toBe("done");
    expect(await filesOf()).toEqual([]);
  });

  it("is let go of after a week, unless a draft carries it", async () => {
    await bring("unused.pdf");
    await attach("used.pdf");
    desk.clock.now = new Date(desk.clock.now.getTime() + 8 * DAY_MS);
    await bring("new.pdf");
    const kept = await db.transaction(desk.scopeOf("ana"), (tx) =>
      findUploads(tx, desk.users.ana.id),
    );
    expect(kept.map(({ name }) => name)).toEqual(["new.pdf", "used.pdf"]);
  });
});

describe("what was approved", () => {
  it("covers the files: another one is another version, which nobody approved", async () => {
    await attach("offer.pdf");
    await approve();
    await attach("terms.pdf");
    await desk.send();
    expect(await outboxStates()).toEqual([["cancelled", null]]);
    expect(desk.outbox.mails).toEqual([]);
    await approve();
    await desk.send();
    expect(desk.outbox.mails.map(({ attachments }) => attachments?.length)).toEqual([2]);
    const late = await attach("more.pdf");
    expect(late.reply.text).toMatch(/has been sent/);
  });

  it("is not sent with bytes that somebody changed beneath it", async () => {
    await attach("offer.pdf");
    await approve();
    const other = Buffer.from("another offer");
    const hash = createHash("sha256").update(other).digest("hex");
    await db.asOwner(`update uploads set body = '\\x${other.toString("hex")}', size = ${other.length},
      sha256 = '${hash}' where tenant_id = '${desk.tenantId}'`);
    await desk.send();
    expect(await outboxStates()).toEqual([
      ["failed", "The message is not the one that was approved."],
    ]);
    expect(desk.outbox.mails).toEqual([]);
  });

  it("can be looked into by whoever sees the draft, and nobody else", async () => {
    await attach("offer.pdf");
    const [file] = await filesOf();
    const fetched = (who: Name) =>
      db.transaction(desk.scopeOf(who), (tx) =>
        fetchFile(tx, file?.id ?? "", { now: desk.clock.now }),
      );
    expect(await fetched("tom")).toBeUndefined();
    await desk.call("ana", "share_draft", { draft: id });
    expect(await fetched("tom")).toMatchObject({ name: "offer.pdf", body: pdf });
    const attaching = await desk.call("tom", "attach_file", { draft: id });
    expect(attaching.outcome).toBe("refused");
  });
});

describe("the card", () => {
  it("says what may have been forgotten", async () => {
    await desk.call("ana", "edit_draft", {
      draft: id,
      subject: "",
      body: "The offer is attached.",
    });
    expect(await text()).toMatch(/It has no subject\. It speaks of an attachment, and nothing is/);
    await attach("offer.pdf");
    await desk.call("ana", "edit_draft", { draft: id, subject: "Offer" });
    expect(await text()).not.toContain("Worth a look");
  });
});

/** The files of a draft after some were added or taken off, within what mail servers take. */
import { MOST_ATTACHED, type Attachment } from "../domain/draft.ts";
import { AppError } from "../domain/errors.ts";
import { formatBytes } from "../domain/format.ts";
import { bold } from "../reply.ts";

interface Attached {
  attachments: Attachment[];
  /** What was done, in a sentence. */
  lead: string;
}

/** One of the same name takes the place of the one before. */
export function withFiles(before: readonly Attachment[], files: readonly Attachment[]): Attached {
  const names = new Set(files.map(({ name }) => name));
  const replaced = before.filter(({ name }) => names.has(name));
  const same = files.every(({ name, sha256 }) =>
    replaced.some((one) => one.name === name && one.sha256 === sha256),
  );
  const said = files.map(({ name }) => bold(name)).join(", ");
  const is = files.length === 1 ? "is" : "are";
  if (same) return { attachments: [...before], lead: `${said} ${is} attached already.` };
  const added = files.map(({ uploadId, name, size, sha256 }) => ({ uploadId, name, size, sha256 }));
  const attachments = [...before.filter(({ name }) => !names.has(name)), ...added];
  refuseTooMuch(attachments);
  const instead =
    replaced.length > 0
      ? `, in place of ${replaced.length === 1 ? "the one" : "those"} of that name`
      : "";
  return { attachments, lead: `Attached ${said}${instead}.` };
}

function refuseTooMuch(attachments: readonly Attachment[]): void {
  const { files, bytes } = MOST_ATTACHED;
  if (attachments.length > files)
    throw new AppError("bad_input", `A message carries at most ${files} files.`);
  const total = attachments.reduce((sum, { size }) => sum + size, 0);
  if (total > bytes)
    throw new AppError(
      "too_large",
      `Together the files would be ${formatBytes(total)}; most mail servers take no more than ${formatBytes(bytes)}. Send a link instead.`,
    );
}

/** All of them where none is named. */
export function withoutFile(before: readonly Attachment[], name: string | undefined): Attached {
  if (before.length === 0) throw new AppError("not_found", "Nothing is attached to that draft.");
  const wanted = name?.toLowerCase();
  const gone = before.filter((one) => !wanted || one.name.toLowerCase().includes(wanted));
  if (gone.length === 0)
    throw new AppError("not_found", `There is no “${name ?? ""}” attached to that draft.`);
  const attachments = before.filter((one) => !gone.includes(one));
  return { attachments, lead: `Took ${gone.map((one) => bold(one.name)).join(", ")} off.` };
}

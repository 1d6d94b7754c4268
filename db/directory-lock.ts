/**
 * The exclusive lock on an embedded data directory: PGlite itself lets two processes write to one
 * directory and loses what one of them wrote.
 */
import fs from "node:fs";
import path from "node:path";
import { AppError } from "../core/domain/errors.ts";

interface Holder {
  pid: number;
  /** Tells a live holder from another process that got the same number later; "" where unknown. */
  startedAt: string;
}

/** Takes the lock or throws `busy` naming the holder's pid. Returns how to give it back. */
export function lockDirectory(directory: string): () => void {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = path.join(directory, "rapport.lock");
  const mine: Holder = { pid: process.pid, startedAt: startOf(process.pid) };
  if (!create(file, mine)) takeOver(file, mine, directory);
  return () => {
    if (sameHolder(read(file), mine)) fs.rmSync(file, { force: true });
  };
}

function takeOver(file: string, mine: Holder, directory: string): void {
  // Two processes may find the same stale lock: only one of them may replace it.
  const guard = `${file}.takeover`;
  removeIfOlderThan(guard, 10_000);
  const guarded = create(guard, mine);
  try {
    const holder = read(file);
    if (!guarded || (holder && isAlive(holder))) throw inUse(directory, holder ?? read(guard));
    fs.rmSync(file, { force: true });
    if (!create(file, mine)) throw inUse(directory, read(file));
  } finally {
    if (guarded) fs.rmSync(guard, { force: true });
  }
}

const inUse = (directory: string, holder: Holder | undefined) =>
  new AppError(
    "busy",
    `The data directory ${directory} is in use by process ${holder?.pid ?? "unknown"}; stop it first or choose another with --data.`,
  );

function create(file: string, holder: Holder): boolean {
  try {
    fs.writeFileSync(file, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined; // Gone meanwhile, or cut off by a crash while it was written: nobody holds it.
  }
}

const sameHolder = (a: Holder | undefined, b: Holder) =>
  a?.pid === b.pid && a.startedAt === b.startedAt;

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return holder.startedAt === "" || holder.startedAt === startOf(holder.pid);
}

/** When the process started, in the kernel's own units; "" where the system does not say. */
function startOf(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function removeIfOlderThan(file: string, milliseconds: number): void {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat && Date.now() - stat.mtimeMs > milliseconds) fs.rmSync(file, { force: true });
}

/** A mail provider in a process of its own; prints where it listens, and a line for each mail it took. */
import fs from "node:fs";
import { startAskedProvider } from "../doubles/asked-provider.ts";
import { startSmtpRecorder } from "../doubles/smtp-recorder.ts";

const [kind = "", file = "", thinks = ""] = process.argv.slice(2);
const options = { file, thinksMs: () => Math.random() * Number(thinks) };
fs.closeSync(fs.openSync(file, "a"));
const { url } =
  kind === "smtp" ? await startSmtpRecorder(options) : await startAskedProvider(options);
let size = 0;
fs.watch(file, () => {
  const now = fs.statSync(file).size;
  if (now > size) process.stdout.write("taken\n");
  size = now;
});
process.stdout.write(`${url}\n`);

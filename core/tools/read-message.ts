/** What a message wants: as a language model read it, or in its own words where there is no model. */
import { z } from "zod";
import { readableOf } from "../../db/queries/readings.ts";
import { AppError } from "../domain/errors.ts";
import { bold, literal } from "../reply.ts";
import type { Reading } from "../message-reader.ts";
import { NeedsReading, storedReading } from "../reading.ts";
import type { Ref } from "../ref.ts";
import { defineTool } from "../tool.ts";
import { oneLine } from "../views/words.ts";
import { anything, type Anything } from "./shapes.ts";

interface Shown {
  of: Ref;
  reading: Reading | null;
  extract: string;
}

const EXTRACT = 400;

export const readMessage = defineTool({
  name: "read_message",
  summary: "What a message says and wants",
  guide: "One mail, meeting or note. To find mail by words use search_messages.",
  effect: "read",
  needs: "records:read",
  examples: [
    "summarise {interaction:the last email from Sofia}",
    "summarize {interaction:that email}",
    "read {interaction:the last mail from Leo}",
    "what does {interaction:the last email from Sofia} ask for",
    "what do they want in {interaction:that email}",
    "gist of {interaction:the last email from Dana}",
    "what is {interaction:the last mail from Dana} about",
    "in short, what does {interaction:that message} say",
    "sum up {interaction:the last email from Leo}",
    "tl;dr of {interaction:that email}",
  ],
  input: z.object({ interaction: z.string().trim().min(1).max(200) }),
  output: anything as Anything<Shown>,
  mentions: { interaction: ["interaction"] },
  async run({ tx, reading, canRead }, { interaction }): Promise<Shown> {
    const message = await readableOf(tx, interaction.id);
    if (!message)
      throw new AppError(
        "forbidden",
        "What it says is private to whoever had it; ask them to share it.",
      );
    const stored = await storedReading(tx, message.contentId);
    if (!stored && canRead && reading === undefined) throw new NeedsReading(message.contentId);
    const found = stored ?? (typeof reading === "object" ? reading : null);
    return { of: interaction, reading: found, extract: oneLine(message.text, EXTRACT) };
  },
  reply({ of, reading, extract }) {
    const records = [{ type: "interaction" as const, id: of.id, name: of.name }];
    if (!reading) {
      const words = extract === "" ? "It has no text." : `It says: “${literal(extract)}”`;
      const note = "No language model has read it; these are its first words.";
      return { text: `${bold(of.name)}. ${words}`, records, note };
    }
    const { summary, asks, promises, dates, sentiment, language } = reading;
    const fields = [
      ["Asks", asks],
      ["Promises", promises],
      ["Dates", dates],
      ["Tone and language", [`${sentiment}, ${language}`]],
    ] as const;
    return {
      text: `${bold(of.name)}: ${literal(summary)}`,
      blocks: [
        {
          kind: "card",
          title: "In short",
          fields: fields.flatMap(([label, lines]) =>
            lines.length > 0 ? [{ label, value: lines.map(literal).join("; ") }] : [],
          ),
        },
      ],
      records,
      note: "Read by a language model from the message, unverified.",
    };
  },
});

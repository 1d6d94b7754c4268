/** Makes a pipeline: from a template, or of the stages a person names. */
import { z } from "zod";
import { pipelineRecords } from "../../db/projections/registry.ts";
import { listPipelines } from "../../db/queries/pipelines.ts";
import { newId } from "../domain/ids.ts";
import type { Pipeline } from "../domain/pipeline.ts";
import {
  stagesNamedBy,
  stagesOf,
  templateFor,
  templateNames,
  type TemplateName,
} from "../domain/pipeline-templates.ts";
import { AppError } from "../domain/errors.ts";
import { Question } from "../question.ts";
import { bold, literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { refuseInChannel, refuseTaken } from "./pipeline-writes.ts";
import { pressAgain } from "./same-call.ts";
import { anything, type Anything } from "./shapes.ts";
import { pipelineLine } from "./list-pipelines.ts";

const MOST_STAGES = 20;

export const createPipeline = defineTool({
  name: "create_pipeline",
  summary: "Make a pipeline, from a template or with stages of your own",
  effect: "write",
  needs: "settings:write",
  examples: [
    "create a pipeline {name:Hiring} with stages {stages:Applied, Interview, Offer}",
    "create a pipeline called {name:Events} with the stages {stages:Idea, Planned, Booked}",
    "new pipeline {name:Grants}, stages {stages:Found, Applied, Shortlisted}",
    "create a {template:recruiting} pipeline called {name:Hiring 2028}",
    "create a {template:sponsorship} pipeline called {name:Conference 2027}",
    "set up an {template:investment} pipeline called {name:Seed round}",
    "make a pipeline {name:Resellers} from the {template:partnership} template",
    "create a {private:private=true} pipeline called {name:My deals}",
    "create a {private:private=true} pipeline {name:Board} with stages {stages:First, Second}",
    "create a pipeline called {name:Partnerships}",
    "add a new pipeline {name:Hiring}",
    "set up a pipeline for {name:recruiting}",
    "start a pipeline {name:Grants}: {stages:Found, Applied, Shortlisted}",
    "I need a pipeline for {name:hiring} with stages {stages:Applied, Interview, Offer}",
    "we need a new pipeline called {name:Events}",
    "new {template:recruiting} pipeline {name:Hiring 2028}",
    "use the {template:investment} template for a pipeline called {name:Seed round}",
    "new {private:private=true} pipeline {name:Board}",
    "create a pipeline {name:Board} that only I can see{private:true}",
    "set up a pipeline {name:Grants} that goes {stages:Found, Applied, Shortlisted}",
    "build a pipeline for {name:grants}, the stages are {stages:Found, Applied, Shortlisted}",
    "I want a pipeline for {template:sponsorship}, name it {name:Summit sponsors}",
    "I want a {template:recruiting} pipeline called {name:Hiring 2028}",
    "we need a pipeline for {template:recruiting}, call it {name:Hiring 2028}",
    "create a pipeline for {template:partnership} and call it {name:Resellers}",
    "a new pipeline for {template:investment} called {name:Seed round}",
    "I need a pipeline called {name:Events} with {stages:Idea, Planned, Booked}",
    "new pipeline: {name:Events}",
  ],
  input: z.object({
    name: z.string().trim().min(1).max(100),
    template: z.enum(templateNames).optional(),
    stages: z.array(z.string().trim().min(1).max(500)).max(MOST_STAGES).optional(),
    private: z.boolean().optional().describe("Only the asker sees it and its deals"),
  }),
  output: anything as Anything<{ pipeline: Pipeline }>,
  mentions: {},
  async run(context, said) {
    if (said.private) refuseInChannel(context);
    const all = await listPipelines(context.tx);
    const name = said.name.charAt(0).toUpperCase() + said.name.slice(1);
    refuseTaken(all, name);
    const names = (said.stages ?? []).flatMap(splitNames);
    if (names.length > MOST_STAGES)
      throw new AppError("too_large", `A pipeline has at most ${MOST_STAGES} stages.`);
    const template = said.template ?? templateFor(name);
    if (names.length === 0 && !template) throw whichStages(said);
    const pipeline: Pipeline = {
      name,
      ownerId: said.private ? context.actor.userId : null,
      stages: names.length > 0 ? stagesNamedBy(names, name) : stagesOf(template ?? "sales"),
      position: Math.max(-1, ...all.map(({ position }) => position)) + 1,
    };
    await context.write(pipelineRecords, [{ id: newId(), command: { kind: "create", pipeline } }]);
    return { pipeline };
  },
  reply: ({ pipeline }) => ({
    text: `Made the ${pipeline.ownerId ? "private " : ""}pipeline ${bold(pipeline.name)}: ${literal(pipelineLine(pipeline))}.`,
  }),
});

/** "Applied, Interview and Offer" are three. */
const splitNames = (text: string): string[] =>
  text
    .split(/\s*(?:,|;|\/|→|->|>|\n|\bthen\b|(?<!,)\s+and\s+)\s*/i)
    .map((name) => name.replace(/^and\s+/i, "").trim())
    .filter((name) => name !== "");

function whichStages(said: { name: string }): Question {
  const call = { tool: "create_pipeline", input: said };
  const label = (template: TemplateName) =>
    `${template.charAt(0).toUpperCase()}${template.slice(1)}`;
  return new Question(
    {
      text: `Which stages should ${bold(said.name)} have? Name them in order, or take a template.`,
      actions: templateNames.map((template) => ({
        label: label(template),
        press: pressAgain(call, { template }),
      })),
    },
    "stages",
  );
}

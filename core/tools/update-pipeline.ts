/** Renames a pipeline, or changes who sees it. */
import { z } from "zod";
import { listPipelines } from "../../db/queries/pipelines.ts";
import { AppError } from "../domain/errors.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { pickPipeline } from "./deal-stages.ts";
import {
  changePipeline,
  holdsOthersDeals,
  refuseInChannel,
  refuseTaken,
} from "./pipeline-writes.ts";
import { anything, type Anything } from "./shapes.ts";

interface Updated {
  name: string;
  was: string;
  private: boolean;
  changed: boolean;
}

export const updatePipeline = defineTool({
  name: "update_pipeline",
  summary: "Rename a pipeline, or make it private or shared",
  effect: "write",
  needs: "settings:write",
  examples: [
    "rename the pipeline {pipeline:Hiring} to {name:Recruiting}",
    "rename the {pipeline:Sales} pipeline to {name:New business}",
    "call the {pipeline:Sales} pipeline {name:Customers}",
    "change the name of the {pipeline:Hiring} pipeline to {name:People}",
    "make the {pipeline:Hiring} pipeline {private:private=true}",
    "make the {pipeline:Hiring} pipeline {private:shared=false}",
    "share the {pipeline:Hiring} pipeline with the team{private:false}",
    "hide the {pipeline:Board} pipeline from the team{private:true}",
    "the {pipeline:Hiring} pipeline is now called {name:Recruiting}",
    "the {pipeline:Hiring} pipeline should be called {name:Recruiting}",
    "give the {pipeline:Sales} pipeline the name {name:New business}",
    "keep the {pipeline:Board} pipeline to myself{private:true}",
    "open the {pipeline:Board} pipeline to everyone{private:false}",
    "let everybody see the {pipeline:Board} pipeline{private:false}",
    "only I should see the {pipeline:Board} pipeline{private:true}",
    "make the {pipeline:Hiring} pipeline visible to the team{private:false}",
    "stop sharing the {pipeline:Hiring} pipeline{private:true}",
    "nobody else should see the {pipeline:Board} pipeline{private:true}",
    "the {pipeline:Sales} pipeline should be called {name:Core sales}",
    "rename pipeline {pipeline:Sales} to {name:New business}",
    "the pipeline {pipeline:Sales} should be named {name:New business}",
    "from now on the {pipeline:Sales} pipeline is called {name:New business}",
  ],
  input: z.object({
    pipeline: z.string().trim().min(1).max(100),
    name: z.string().trim().min(1).max(100).optional(),
    private: z.boolean().optional(),
  }),
  output: anything as Anything<Updated>,
  mentions: {},
  async run(context, said): Promise<Updated> {
    const all = await listPipelines(context.tx);
    const pipeline = pickPipeline(all, said.pipeline);
    if (said.name === undefined && said.private === undefined)
      throw new AppError("bad_input", "Say the new name, or whether it is private or shared.");
    if (said.name) refuseTaken(all, said.name, pipeline.id);
    if (said.private && pipeline.ownerId === null) {
      refuseInChannel(context);
      if (all.filter(({ ownerId }) => ownerId === null).length === 1)
        throw new AppError("conflict", `${pipeline.name} is the only pipeline the team shares.`);
      if (await holdsOthersDeals(context, pipeline))
        throw new AppError(
          "conflict",
          `${pipeline.name} holds deals of colleagues, who would no longer see them; reassign or move those first.`,
        );
    }
    const changed = await changePipeline(context, pipeline, {
      ...(said.name ? { name: said.name } : {}),
      ...(said.private === undefined
        ? {}
        : { ownerId: said.private ? context.actor.userId : null }),
    });
    return {
      name: said.name ?? pipeline.name,
      was: pipeline.name,
      private: said.private ?? pipeline.ownerId !== null,
      changed,
    };
  },
  reply: ({ name, was, private: isPrivate, changed }) => ({
    text: changed
      ? `${name === was ? `The pipeline ${bold(name)}` : `${bold(was)} is now called ${bold(name)} and`} is ${isPrivate ? "private to you" : "shared with the team"}.`
      : `The pipeline ${bold(name)} already is like that; nothing changed.`,
  }),
});

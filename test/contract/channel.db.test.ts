/** Runs the contract of channels on each that there is. */
import { describe } from "vitest";
import { channelContract } from "./channel.ts";
import { pigeonHarness } from "./pigeon-harness.ts";
import { slackHarness } from "./slack-harness.ts";
import { webHarness } from "./web-harness.ts";

describe.each([pigeonHarness, slackHarness, webHarness])("the channel $name", (harness) => {
  channelContract(harness);
});

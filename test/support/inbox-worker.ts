/** The real worker in a process of its own, with the test channel set up, so that a test can kill it. */
import { readConfig } from "../../config.ts";
import { openDeps } from "../../deps.ts";
import { startJobs, stopOnSignals } from "../../worker.ts";
import { pigeonName, pigeonOutbound } from "../doubles/pigeon-channel.ts";

const [vendorUrl = "", stopWithinMs] = process.argv.slice(2);
const deps = await openDeps(readConfig());
deps.channels.set(pigeonName, pigeonOutbound(vendorUrl));
const stop = startJobs(deps);
stopOnSignals(
  async () => {
    stop();
    await deps.close();
  },
  stopWithinMs === undefined ? undefined : Number(stopWithinMs),
);
process.stdout.write("working\n");

/** Writes the demo workspace (`demo/`) from its hand-written stories; the same bytes every time. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderCalendar } from "./demo-data/calendar.ts";
import { getPerson, readCast, users } from "./demo-data/cast.ts";
import { renderMailbox } from "./demo-data/mailbox.ts";
import { readMachineMails, readMails, readMeetings } from "./demo-data/stories.ts";
import { renderConnections, renderContacts, renderPeople } from "./demo-data/tables.ts";

const demo = join(import.meta.dirname, "..", "demo");
const stories = join(demo, "stories");
const cast = readCast(stories);
const mails = readMails(stories);
const machine = readMachineMails(stories);
const meetings = readMeetings(stories);

const mailboxes = users.map((user) => `${user}.mbox`);
users.forEach((user) => write(`${user}.mbox`, renderMailbox(user, cast, { mails, machine })));
write("ana.ics", renderCalendar("ana", cast, meetings));
write("tom.ics", renderCalendar("tom", cast, meetings));
write("contacts.vcf", renderContacts(cast));
write("people.csv", renderPeople(cast));
write("Connections.csv", renderConnections(cast, stories));
write("manifest.json", `${JSON.stringify(manifest(), null, 2)}\n`);
console.log(
  `${mails.length} letters, ${machine.length} automatic messages, ${meetings.length} meetings, ${cast.size} people`,
);

/** Spreadsheets first: what people typed on purpose names the companies before mail mentions them. */
function manifest() {
  const owner = (key: string) => getPerson(cast, key).email;
  const roles = { ana: "owner", tom: "member", priya: "manager" };
  const ofAna = ["companies.csv", "people.csv", "contacts.vcf", "ana.mbox", "ana.ics"];
  const ofTom = ["Connections.csv", "tom.mbox", "tom.ics"];
  return {
    anchor: "2026-11-20T17:00:00Z",
    tenant: { slug: "demo", name: "Harbour & Pine" },
    users: users.map((key) => {
      const { email, name, zone } = getPerson(cast, key);
      return { email, name, role: roles[key], tz: zone };
    }),
    imports: [
      ...ofAna.map((file) => ({ file, as: owner("ana") })),
      ...ofTom.map((file) => ({ file, as: owner("tom") })),
      ...mailboxes.slice(2).map((file) => ({ file, as: owner("priya") })),
      { file: "deals.csv", as: owner("ana") },
    ],
  };
}

function write(file: string, text: string): void {
  writeFileSync(join(demo, file), text);
}

/** A person: who they are, how to reach them, where they worked. */
import { AppError } from "./errors.ts";
import { change, type Aggregate } from "./record.ts";

/** An address, number or profile and when it was theirs (ISO dates, null where open or unknown). */
export interface ContactPoint {
  value: string;
  since: string | null;
  until: string | null;
}

export interface Employment {
  companyId: string;
  title: string | null;
  since: string | null;
  until: string | null;
}

export interface Person {
  name: string;
  title: string | null;
  companyId: string | null;
  emails: ContactPoint[];
  phones: ContactPoint[];
  linkedin: ContactPoint[];
  websites: ContactPoint[];
  employments: Employment[];
  city: string | null;
  country: string | null;
  tags: string[];
  note: string | null;
  ownerId: string | null;
  /** Where the record came from: "said", "mail", "vcard", "csv", "linkedin", "meeting". */
  source: string;
  createdAt: string;
}

export type PersonCommand =
  | { kind: "create"; person: Person }
  | { kind: "update"; patch: Partial<Omit<Person, "createdAt" | "source">> }
  | { kind: "add_email" | "add_phone" | "add_linkedin" | "add_website"; value: string; on: string }
  | { kind: "set_job"; companyId: string | null; title: string | null; on: string }
  | { kind: "tag" | "untag"; tag: string };

export const person: Aggregate<Person, PersonCommand> = {
  type: "person",
  schemaVersion: 1,
  decide(state, command) {
    if (command.kind === "create") return state ? [] : [{ type: "created", state: command.person }];
    if (!state) throw new AppError("not_found", "That person is no longer here.");
    return change(state, patchFor(state, command));
  },
};

export const newPerson = (
  name: string,
  source: string,
  at: Date,
  fields: Partial<Person> = {},
): Person => ({
  name,
  title: null,
  companyId: null,
  emails: [],
  phones: [],
  linkedin: [],
  websites: [],
  employments: [],
  city: null,
  country: null,
  tags: [],
  note: null,
  ownerId: null,
  source,
  createdAt: at.toISOString(),
  ...fields,
});

export const contactPoint = (value: string, since: string | null = null): ContactPoint => ({
  value,
  since,
  until: null,
});

function patchFor(
  state: Person,
  command: Exclude<PersonCommand, { kind: "create" }>,
): Partial<Person> {
  switch (command.kind) {
    case "update":
      return command.patch;
    case "add_email":
      return { emails: withPoint(state.emails, command.value, command.on) };
    case "add_phone":
      return { phones: withPoint(state.phones, command.value, command.on) };
    case "add_linkedin":
      return { linkedin: withPoint(state.linkedin, command.value, command.on) };
    case "add_website":
      return { websites: withPoint(state.websites, command.value, command.on) };
    case "set_job":
      return jobPatch(state, command);
    case "tag":
      return { tags: [...new Set([...state.tags, command.tag])].sort() };
    case "untag":
      return { tags: state.tags.filter((tag) => tag !== command.tag) };
  }
}

const withPoint = (points: ContactPoint[], value: string, on: string): ContactPoint[] =>
  points.some((point) => point.value === value) ? points : [...points, contactPoint(value, on)];

/** A new company closes the current job on that day and opens the next; a new title alone keeps it. */
function jobPatch(
  state: Person,
  job: { companyId: string | null; title: string | null; on: string },
): Partial<Person> {
  const companyId = job.companyId ?? state.companyId;
  const title = job.title ?? (job.companyId === state.companyId ? state.title : null);
  const open = state.employments.filter((employment) => employment.until === null);
  const same = open.some((employment) => employment.companyId === companyId);
  const employments = same
    ? state.employments.map((employment) =>
        employment.until === null && employment.companyId === companyId
          ? { ...employment, title }
          : employment,
      )
    : [
        ...state.employments.map((employment) =>
          employment.until === null ? { ...employment, until: job.on } : employment,
        ),
        ...(companyId ? [{ companyId, title, since: job.on, until: null }] : []),
      ];
  return { companyId, title, employments };
}

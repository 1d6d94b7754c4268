/** A person: who they are, how to reach them, where they worked. */
import { AppError } from "./errors.ts";
import { changedMemberships, type Membership, type MembershipCommand } from "./membership.ts";
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

/** A day that matters about somebody: "birthday" on 1990-05-03, or --05-03 where the year is unknown. */
export interface KeyDate {
  label: string;
  date: string;
}

export interface Person {
  name: string;
  title: string | null;
  companyId: string | null;
  emails: ContactPoint[];
  phones: ContactPoint[];
  linkedin: ContactPoint[];
  websites: ContactPoint[];
  /** Postal addresses, as written. */
  addresses: ContactPoint[];
  keyDates: KeyDate[];
  employments: Employment[];
  city: string | null;
  country: string | null;
  tags: string[];
  note: string | null;
  /** Where the person came from as a lead ("SaaStock", "referral"), and how far the lead is. */
  leadSource: string | null;
  status: string | null;
  lists: Membership[];
  ownerId: string | null;
  /** Where the record came from: "said", "mail", "vcard", "csv", "linkedin", "meeting". */
  source: string;
  createdAt: string;
}

export type PersonCommand =
  | { kind: "create"; person: Person }
  | { kind: "update"; patch: Partial<Omit<Person, "createdAt" | "source">> }
  | { kind: "add_email" | "add_phone" | "add_linkedin" | "add_website"; value: string; on: string }
  /** The new one takes the place of those in use, which end on that day. */
  | { kind: "replace_point"; of: PointKind; value: string; on: string }
  | { kind: "end_point"; value: string; on: string }
  | { kind: "set_key_date"; label: string; date: string }
  | { kind: "set_job"; companyId: string | null; title: string | null; on: string }
  | { kind: "tag" | "untag"; tag: string }
  | MembershipCommand
  | { kind: "remove" };

export const pointKinds = ["emails", "phones", "linkedin", "websites", "addresses"] as const;
export type PointKind = (typeof pointKinds)[number];

export const person: Aggregate<Person, PersonCommand> = {
  type: "person",
  schemaVersion: 2,
  blank: { addresses: [], keyDates: [], leadSource: null, status: null, lists: [] },
  decide(state, command) {
    if (command.kind === "create") return state ? [] : [{ type: "created", state: command.person }];
    if (!state) throw new AppError("not_found", "That person is no longer here.");
    if (command.kind === "remove") return [{ type: "removed" }];
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
  addresses: [],
  keyDates: [],
  employments: [],
  city: null,
  country: null,
  tags: [],
  note: null,
  leadSource: null,
  status: null,
  lists: [],
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
  command: Exclude<PersonCommand, { kind: "create" | "remove" }>,
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
    case "replace_point":
      return { [command.of]: replaced(state[command.of], command.value, command.on) };
    case "end_point":
      return endedPoints(state, command);
    case "set_key_date":
      return { keyDates: withKeyDate(state.keyDates, command) };
    case "join_list":
    case "leave_list":
    case "set_list_value":
      return { lists: changedMemberships(state.lists, command) };
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

const replaced = (points: ContactPoint[], value: string, on: string): ContactPoint[] => {
  const ended = points.map((point) =>
    point.until === null && point.value !== value ? { ...point, until: on } : point,
  );
  // Back in use: the one known before is no second one.
  return ended.some((point) => point.value === value)
    ? ended.map((point) => (point.value === value ? { ...point, until: null } : point))
    : [...ended, contactPoint(value, on)];
};

function endedPoints(state: Person, { value, on }: { value: string; on: string }): Partial<Person> {
  const patch: Partial<Person> = {};
  for (const of of pointKinds)
    if (state[of].some((point) => point.value === value && point.until === null))
      patch[of] = state[of].map((point) =>
        point.value === value && point.until === null ? { ...point, until: on } : point,
      );
  return patch;
}

const withKeyDate = (dates: KeyDate[], { label, date }: KeyDate): KeyDate[] =>
  [...dates.filter((known) => known.label !== label), { label, date }].sort((a, b) =>
    a.label.localeCompare(b.label, "en"),
  );

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

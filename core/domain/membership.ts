/** Being on a list, and what the list's own fields say about whoever is on it. */

/** Text and dates (ISO) as text, numbers as numbers, several choices as a list. */
export type FieldValue = string | number | string[];

export interface Membership {
  listId: string;
  /** By field id; a field without a value is absent. */
  values: Record<string, FieldValue>;
}

export type MembershipCommand =
  | { kind: "join_list" | "leave_list"; listId: string }
  | { kind: "set_list_value"; listId: string; fieldId: string; value: FieldValue | null };

/** Setting a value of a list one is not on puts one on it. */
export function changedMemberships(
  lists: readonly Membership[],
  command: MembershipCommand,
): Membership[] {
  const { listId } = command;
  if (command.kind === "leave_list") return lists.filter((one) => one.listId !== listId);
  const joined = lists.some((one) => one.listId === listId)
    ? [...lists]
    : [...lists, { listId, values: {} }];
  if (command.kind !== "set_list_value") return joined;
  return joined.map((one) => (one.listId === listId ? withValue(one, command) : one));
}

function withValue(
  { listId, values }: Membership,
  { fieldId, value }: Extract<MembershipCommand, { kind: "set_list_value" }>,
): Membership {
  const { [fieldId]: _before, ...others } = values;
  return { listId, values: value === null ? others : { ...others, [fieldId]: value } };
}

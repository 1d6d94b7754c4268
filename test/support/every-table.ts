/** A row of a side in each of the tables that no write of the fixture fills. */
import { newId } from "../../core/domain/ids.ts";
import type { TestDatabase } from "./database.ts";
import type { Side } from "./two-tenants.ts";

export async function fillEveryTable(db: TestDatabase, side: Side): Promise<void> {
  const { tenantId, ana, ids } = side;
  const until = "'2027-01-01'";
  const [workspaceId, approvalId, keyId, uploadId] = [newId(), newId(), newId(), newId()];
  await db.asOwner(`
    insert into sessions values ('${tenantId}', '\\x01', '${ana.id}', now(), ${until});
    insert into sign_in_links values ('${tenantId}', '\\x02', '${ana.id}', ${until});
    insert into personal_tokens values
      ('${tenantId}', '${newId()}', '\\x03', '${ana.id}', 'laptop', 'read', now(), ${until});
    insert into runs (tenant_id, id, at, surface, tool, effect, outcome, args_hash, correlation_id, milliseconds)
      values ('${tenantId}', '${newId()}', now(), 'cli', 'help', 'read', 'done', '', '${newId()}', 1);
    insert into snapshots values ('${tenantId}', '${ids.person}', 1, 0, now(), '${ids.person}',
      decode(repeat('00ff0a0d22', 100), 'hex'));
    insert into uploads values
      ('${tenantId}', '${uploadId}', '${ana.id}', 'offer.pdf', 3, encode(sha256('pdf'), 'hex'), 'pdf', now());
    insert into draft_attachments
      select tenant_id, draft_id, version, 0, '${uploadId}', '${ana.id}'
        from draft_versions where tenant_id = '${tenantId}' limit 1;
    insert into approvals (tenant_id, id, draft_id, version, content_hash, approver_id, surface, at)
      select tenant_id, '${approvalId}', draft_id, version, content_hash, '${ana.id}', 'web', now()
        from draft_versions where tenant_id = '${tenantId}' limit 1;
    insert into outbox (tenant_id, id, key, draft_id, version, content_hash, approval_id, sender_id, message_id,
        state, send_at, created_at, updated_at)
      select tenant_id, '${newId()}', draft_id || ':' || version, draft_id, version, content_hash, id, '${ana.id}',
        draft_id || '@mail', 'sent', now(), now(), now() from approvals where id = '${approvalId}';
    insert into opt_outs (tenant_id, address, by_id, at)
      values ('${tenantId}', 'nobody@elsewhere.example', '${ana.id}', now());
    insert into install_states values ('${tenantId}', '\\x04', '${ana.id}', ${until});
    insert into channel_workspaces values ('${tenantId}', '${workspaceId}', 'slack', 'T-${tenantId}', 'Gone',
      '{"botUserId": "U1"}', '${ana.id}', now(), now());
    insert into channel_users values
      ('${tenantId}', '${newId()}', '${workspaceId}', 'U0ANA', '${ana.id}', '${ana.email}', now());
    insert into vault_keys values ('${tenantId}', '${keyId}', 1, '\\x04', now());
    insert into vault_secrets values
      ('${tenantId}', '${newId()}', '${workspaceId}', 'slack', 'bot-token', '${keyId}',
        decode(repeat('05fe', 60), 'hex'), now(), now())`);
}

// A review of a small help desk service, as a reviewer would leave it in the middle of the work: some
// texts are written, some are not, one severity is changed, two findings are set aside.
import type { ReviewSnapshot, SnapshotFinding } from '../../electron/api/snapshot.ts'
import { aFinding, aFix, aLocation, aSnapshot } from './builders.ts'
import { SAMPLE_RULES } from './sample-rules.ts'

const TICKETS = 'backend/app/api/admin/tickets.py'
const AGENTS = 'backend/app/api/admin/agents.py'
const MODELS = 'backend/app/models/ticket.py'

const ASSIGN_BEFORE = `    agent = await session.get(Agent, body.agent_id)
    if agent.open_tickets >= agent.capacity:
        raise HTTPException(409, "Agent is at capacity")
    agent.open_tickets += 1
    await session.commit()`

const ASSIGN_AFTER = `    agent = await session.get(Agent, body.agent_id, with_for_update=True)
    if agent.open_tickets >= agent.capacity:
        raise HTTPException(409, "Agent is at capacity")
    agent.open_tickets += 1
    await session.commit()`

const RACE_TEST = `async def test_concurrent_assignments_keep_the_count(client, agent):
    await asyncio.gather(
        client.post("/tickets/1/assign", json={"agent_id": str(agent.id)}),
        client.post("/tickets/2/assign", json={"agent_id": str(agent.id)}),
    )
    assert (await reload(agent)).open_tickets == 2`

const CRITICAL: readonly SnapshotFinding[] = [
  aFinding({
    number: 1,
    label: 'CRITICAL-1',
    title: 'Lost updates of the workload counter',
    note: 'Seen in staging on 3 February: two agents with **negative** capacity.',
    decidedAt: '2026-02-09T09:40:00.000Z',
    decidedBy: 'Ada Moreno',
    finding: {
      message:
        '`agent.open_tickets` is read by `session.get`, raised and written back by `commit`. No lock is held, so two assignments can lose one count.',
      location: aLocation(TICKETS, 96, 100),
      snippet: ASSIGN_BEFORE,
      related: [aLocation(TICKETS, 491, 496)],
      anchor: {
        symbol: 'assign_ticket',
        nodePath: 'module/9:function_definition',
        snippetHash: '1',
        contextBefore: ['async def assign_ticket(body: Assign, session: Session):'],
        contextAfter: ['    return agent'],
      },
    },
    evidence: [
      {
        kind: 'read',
        location: aLocation(TICKETS, 96),
        message: 'The row is read without a lock.',
      },
      { kind: 'test', location: aLocation(TICKETS, 97), message: 'The count decides.' },
      {
        kind: 'write',
        location: aLocation(TICKETS, 99),
        message: 'The new count is set from the old.',
      },
    ],
    fixes: [
      aFix({
        title: 'Lock the row when it is read',
        path: TICKETS,
        startLine: 96,
        endLine: 100,
        before: ASSIGN_BEFORE,
        after: ASSIGN_AFTER,
        author: 'reviewer',
      }),
    ],
    texts: [
      {
        field: 'impact',
        text: 'Agents are shown as free while they are full. Tickets pile up with people who cannot take them.',
        isConfirmed: true,
      },
      {
        field: 'scenario',
        text: '```\nRequest A reads open_tickets=2\nRequest B reads open_tickets=2\nRequest A writes 3\nRequest B writes 3\nResult: 4 tickets, but the counter shows 3\n```',
        isConfirmed: true,
      },
    ],
    tests: [
      {
        name: 'test_concurrent_assignments_keep_the_count',
        path: 'tests/test_assignment_races.py',
        kind: 'concurrency',
        purpose: 'Two assignments at once are both counted.',
        code: RACE_TEST,
        command: 'pytest tests/test_assignment_races.py -k keep_the_count',
        expectedBefore: 'fails: the count is 1',
        expectedAfter: 'passes',
      },
    ],
  }),
  aFinding({
    number: 2,
    label: 'CRITICAL-2',
    ruleId: 'check-then-insert',
    title: 'A ticket can be assigned twice',
    finding: {
      message:
        'The check for an active assignment and the insert are two statements. Between them another request can insert. No unique index covers `ticket_id` for active rows.',
      location: aLocation(TICKETS, 74, 84),
      snippet: `    active = await session.scalar(select(Assignment).where(Assignment.ticket_id == ticket.id))
    if active is not None:
        raise HTTPException(409, "Already assigned")
    session.add(Assignment(ticket_id=ticket.id, agent_id=agent.id))`,
      anchor: {
        symbol: 'assign_ticket',
        nodePath: '',
        snippetHash: '2',
        contextBefore: [],
        contextAfter: [],
      },
    },
    effortHours: { low: 1, high: 2 },
  }),
  aFinding({
    number: 3,
    label: 'CRITICAL-3',
    ruleId: 'missing-auth-dependency',
    title: 'Administrative routes without authentication',
    finding: {
      message:
        '`DELETE /agents/{agent_id}` has no authentication; 11 of 12 sibling routes depend on `require_admin`.',
      location: aLocation(AGENTS, 199, 232),
      snippet: '@router.delete("/{agent_id}", status_code=204)\nasync def delete_agent(',
      anchor: {
        symbol: 'delete_agent',
        nodePath: '',
        snippetHash: '3',
        contextBefore: [],
        contextAfter: [],
      },
    },
    fixes: [
      aFix({
        title: 'Depend on require_admin for the whole router',
        path: AGENTS,
        startLine: 21,
        endLine: 21,
        before: 'router = APIRouter(prefix="/agents")\n',
        after: 'router = APIRouter(prefix="/agents", dependencies=[Depends(require_admin)])\n',
      }),
    ],
  }),
]

const REST: readonly SnapshotFinding[] = [
  aFinding({
    number: 4,
    label: 'HIGH-1',
    severity: 'high',
    originalSeverity: 'medium',
    severityReason: 'Refunds are paid from this state.',
    ruleId: 'state-transition-unguarded',
    title: 'Ticket can be reopened after it was refunded',
    finding: {
      message:
        '`ticket.status` is set to `OPEN` whatever it was; the other 3 writers test it first.',
      location: aLocation(TICKETS, 272),
      snippet: '    ticket.status = TicketStatus.OPEN',
      anchor: {
        symbol: 'reopen_ticket',
        nodePath: '',
        snippetHash: '4',
        contextBefore: [],
        contextAfter: [],
      },
    },
  }),
  aFinding({
    number: 5,
    label: 'HIGH-2',
    severity: 'high',
    gate: 'production',
    ruleId: 'swallowed-exception',
    status: 'in-progress',
    title: 'Failed notification is dropped',
    finding: {
      message: 'Every exception of `notify` is caught and nothing is logged.',
      location: aLocation(AGENTS, 182, 185),
      snippet: '    try:\n        await notify(agent)\n    except Exception:\n        pass',
      anchor: {
        symbol: 'update_agent',
        nodePath: '',
        snippetHash: '5',
        contextBefore: [],
        contextAfter: [],
      },
    },
    fixes: [
      aFix({
        title: 'Log and go on',
        grade: 'needs-review',
        author: 'reviewer',
        path: AGENTS,
        startLine: 184,
        endLine: 185,
        before: '    except Exception:\n        pass\n',
        after: '    except NotificationError:\n        pass\n',
      }),
    ],
  }),
  aFinding({
    number: 6,
    label: 'HIGH-3',
    severity: 'high',
    ruleId: 'swallowed-exception',
    verdict: 'undecided',
    title: 'Import errors are ignored',
    finding: {
      message: '`except ImportError: pass` hides that the exporter is missing.',
      location: aLocation('backend/app/export.py', 14, 17),
      snippet: 'try:\n    import exporter\nexcept ImportError:\n    pass',
      anchor: { symbol: '', nodePath: '', snippetHash: '6', contextBefore: [], contextAfter: [] },
    },
  }),
  ...[31, 58, 77, 102, 140].map((line, index) =>
    aFinding({
      number: 7 + index,
      label: `MEDIUM-${1 + index}`,
      severity: 'medium',
      ruleId: 'naive-datetime-utcnow',
      title: 'Naive UTC time',
      finding: {
        message: '`datetime.utcnow()` has no time zone.',
        location: aLocation(index < 3 ? MODELS : AGENTS, line),
        snippet: '        created_at = datetime.utcnow()',
        anchor: {
          symbol: 'Ticket',
          nodePath: '',
          snippetHash: '7',
          contextBefore: [],
          contextAfter: [],
        },
      },
    }),
  ),
  aFinding({
    number: 12,
    label: 'MEDIUM-6',
    severity: 'medium',
    status: 'deferred',
    ruleId: 'type-ignore-unjustified',
    title: 'Silenced type error without a reason',
    finding: {
      message: 'The comment silences every error of the line and gives no reason.',
      location: aLocation(MODELS, 12),
      snippet: 'from orm import Base  # type: ignore',
    },
  }),
  aFinding({
    number: 13,
    label: 'LOW-1',
    severity: 'low',
    ruleId: 'missing-docstring',
    status: 'verified',
    title: 'Public function without a docstring',
    finding: { message: '`reopen_ticket` has no docstring.', location: aLocation(TICKETS, 268) },
  }),
  aFinding({
    number: 14,
    label: 'LOW-2',
    severity: 'low',
    ruleId: 'missing-docstring',
    verdict: 'dismissed',
    dismissReason: 'Private by convention.',
    title: 'Public function without a docstring',
    finding: { message: '`helper` has no docstring.', location: aLocation(AGENTS, 12) },
  }),
  aFinding({
    number: 15,
    label: 'MEDIUM-7',
    severity: 'medium',
    ruleId: 'type-ignore-unjustified',
    title: 'Silenced type error without a reason',
    finding: {
      message: 'The comment gives no reason.',
      location: aLocation('tests/test_agents.py', 9),
      snippet: 'agent.name = 3  # type: ignore',
      suppressed: { reason: 'the test passes a wrong type on purpose' },
    },
  }),
]

/** The sample review. */
export function sampleReview(): ReviewSnapshot {
  return aSnapshot({
    review: {
      name: 'Help desk: assignment review',
      reviewer: 'Ada Moreno',
      branch: 'feature/assignment',
      commit: '7c1f0d7a52c5a8a8f1a6b7a0e6c2f9d4b3a29180',
      repositoryUri: 'https://git.example.org/desk/backend.git',
      scope: 'All code of the assignment feature with its tests',
    },
    files: [
      file(TICKETS, 512),
      file(AGENTS, 320),
      file(MODELS, 210),
      file('backend/app/export.py', 40),
      file('tests/test_agents.py', 166),
      {
        path: 'backend/app/legacy.py',
        state: 'partial',
        issue: 'syntax-errors',
        detail: 'line 40: Python 2 print statement',
        lines: 88,
        bytes: 2_100,
        sha256: 'c'.repeat(64),
      },
      {
        path: 'backend/vendor',
        state: 'skipped',
        issue: 'excluded-folder',
        lines: 0,
        bytes: 0,
        sha256: '',
      },
    ],
    findings: [...CRITICAL, ...REST],
    rules: SAMPLE_RULES,
    run: {
      startedAt: '2026-02-09T09:00:00.000Z',
      finishedAt: '2026-02-09T09:00:03.000Z',
      state: 'finished',
      profile: 'default',
      ruleFailures: [
        {
          ruleId: 'sys-modules-mutation',
          path: 'backend/app/legacy.py',
          message: 'unexpected node',
        },
      ],
    },
    events: [
      {
        seq: 1,
        at: '2026-02-09T09:41:00.000Z',
        actor: 'Ada Moreno',
        kind: 'finding.decided',
        subject: '#4',
        field: 'severity',
        before: 'medium',
        after: 'high',
        reason: 'Refunds are paid from this state.',
      },
    ],
    texts: [
      {
        field: 'assessment',
        text: 'Needs improvement: a solid architecture, but races in the assignment of tickets corrupt the workload.',
        isConfirmed: true,
      },
      {
        field: 'goals',
        text: 'Several desks per tenant become possible once assignment is atomic.',
        isConfirmed: false,
      },
      {
        field: 'audit-ui-tabs',
        text: 'Two tabs can both press **Assign**; see CRITICAL-2.',
        isConfirmed: true,
      },
    ],
    practices: [
      {
        id: 'context-managed-files',
        title: 'Files are closed',
        sentence: 'Files are opened with a context manager.',
        category: 'resource',
        count: 37,
        total: 37,
        places: [],
      },
      {
        id: 'aware-datetimes',
        title: 'Times with a zone',
        sentence: 'New columns use times with a zone.',
        category: 'datetime',
        count: 9,
        total: 14,
        places: [],
      },
    ],
  })
}

function file(path: string, lines: number): ReviewSnapshot['files'][number] {
  return { path, state: 'analysed', lines, bytes: lines * 34, sha256: 'b'.repeat(64) }
}

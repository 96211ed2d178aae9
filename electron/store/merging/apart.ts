// Read lines and what is masked, each merged as a whole.
import { counted } from '../../api/counted.ts'
import type { Row } from '../blank-rows.ts'
import type { Db } from '../connection.ts'
import { linesOf } from '../reviewed-files.ts'
import type { Bases } from './records.ts'
import { mergeRegions, regionsIn } from './regions.ts'
import type { Side } from './side.ts'
import { NOTHING_WHOLE, type Whole, type WholeChange } from './whole.ts'

/** Files that are named in a sentence. */
const SHOWN = 5

/** Read lines of both, file by file. */
export function mergedFiles(
  ours: Side,
  theirs: Side,
  bases: Bases,
  carryText: (sha256: string) => boolean,
): Whole {
  const { db } = ours
  const read = (side: Db) =>
    side.prepare('SELECT * FROM reviewed_files ORDER BY path').all() as Row[]
  const own = new Map(read(db).map((row) => [String(row.path), row]))
  const otherTexts: string[] = []
  const changes = read(theirs.db).flatMap((their): WholeChange[] => {
    const path = String(their.path)
    const name = `file:${path} reviewed`
    const change = bases.theirs.changes.get(name)
    const mine = own.get(path)
    if (change === undefined || mine?.regions === their.regions) return []
    const isOurs = bases.ours.changes.has(name)
    const theirRegions = regionsIn(String(their.regions))
    const isSameText = mine === undefined || mine.text_sha256 === their.text_sha256
    if (theirRegions === undefined || (!isSameText && isOurs)) {
      otherTexts.push(path)
      return []
    }
    const ourRegions = (mine && regionsIn(String(mine.regions))) ?? []
    const regions = isOurs ? mergeRegions(ourRegions, theirRegions, change.from) : theirRegions
    const text = String(their.text_sha256)
    const row = {
      path,
      regions: JSON.stringify(regions),
      text_sha256: text,
      written_at: String(their.written_at),
      written_by: String(their.written_by),
    }
    if (mine !== undefined && isSameText && row.regions === mine.regions) return []
    return [
      {
        subject: `file:${path}`,
        field: 'reviewed',
        before: bases.ours.changes.get(name)?.to ?? change.from,
        after: linesOf(regions),
        actor: change.last.actor,
        write() {
          if (!carryText(text)) return
          db.prepare(`INSERT INTO reviewed_files (path, rev, text_sha256, regions, written_at,
            written_by) VALUES (@path, 1, @text_sha256, @regions, @written_at, @written_by)
            ON CONFLICT (path) DO UPDATE SET rev = rev + 1, text_sha256 = excluded.text_sha256,
            regions = excluded.regions, written_at = MAX(written_at, excluded.written_at),
            written_by = CASE WHEN excluded.written_at > written_at THEN excluded.written_by
              ELSE written_by END`).run(row)
        },
      },
    ]
  })
  return { ...NOTHING_WHOLE, changes, left: otherTexts.length === 0 ? [] : [stayThere(otherTexts)] }
}

function stayThere(paths: readonly string[]): string {
  const more = paths.length > SHOWN ? ', …' : ''
  return `Read lines of ${counted(paths.length, 'file')} belong to another text and stay there: ${paths.slice(0, SHOWN).join(', ')}${more}.`
}

/** What either side masks is masked: too much is safer than too little. */
export function mergedMasks(ours: Side, theirs: Side, bases: Bases): Whole {
  const name = 'review redaction'
  const change = bases.theirs.changes.get(name)
  if (change === undefined) return NOTHING_WHOLE
  const isOurs = bases.ours.changes.has(name)
  const of = (side: Side) => side.db.prepare('SELECT * FROM redaction').get() as Row
  const [mine, their] = [of(ours), of(theirs)]
  const either = (column: string) =>
    isOurs ? Math.max(Number(mine[column]), Number(their[column])) : Number(their[column])
  const words = (row: Row) => JSON.parse(String(row.terms)) as unknown[]
  const terms = isOurs ? [...words(mine), ...words(their)] : words(their)
  const row = {
    secrets: either('secrets'),
    addresses: either('addresses'),
    home_folders: either('home_folders'),
    times: either('times'),
    files: either('files'),
    terms: JSON.stringify([...new Set(terms.filter((one) => typeof one === 'string'))].sort()),
  }
  const masked: WholeChange = {
    subject: 'review',
    field: 'redaction',
    before: bases.ours.changes.get(name)?.to ?? change.from,
    after: change.to,
    actor: change.last.actor,
    write() {
      ours.db
        .prepare(`UPDATE redaction SET rev = rev + 1, secrets = @secrets,
            addresses = @addresses, home_folders = @home_folders, times = @times,
            files = @files, terms = @terms`)
        .run(row)
    },
  }
  return { ...NOTHING_WHOLE, changes: [masked] }
}

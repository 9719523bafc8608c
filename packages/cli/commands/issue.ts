// `kiosque issue …`: the magazine's issues.
import { type Command, Option } from 'commander'
import { pageBudget } from '#editorial/page-budget'
import { getIssue, listIssues } from '#editorial/store'
import { VisibleError } from '#kernel/errors'
import type { IssueKind } from '#subscriptions/dispatch'
import { type CopyCount, serveIssue } from '#subscriptions/serve-issue'
import { getDispatch } from '#subscriptions/store-streams'
import { show, textTable } from '../output.ts'
import type { RunWithStack } from '../stack.ts'

export function issueCommands(program: Command, run: RunWithStack): void {
  const issue = program.command('issue').description('the magazine’s issues')

  issue
    .command('list')
    .description('all issues with cover date, dossier and status, by cover date')
    .action(
      run(async ({ parts, output }) => {
        const issues = await listIssues(parts.table)
        show(output, { issues: issues.map(shown) }, () =>
          textTable(
            ['No', 'cover date', 'status', 'dossier'],
            issues.map(({ number, coverDate, status, dossier }) => [
              number,
              coverDate,
              status,
              dossier.title,
            ]),
          ),
        )
      }),
    )

  issue
    .command('show')
    .argument('<number>', 'its number', issueNumber)
    .description('one issue with its sections and page budget')
    .action(
      run(async ({ parts, output }, number: number) => {
        const found = await getIssue(parts.table, number)
        if (!found) throw noIssue(number)
        const budget = pageBudget(found.sections, parts.publication.pageBudget)
        const dispatch = (await getDispatch(parts.table, number)) ?? null
        show(output, { ...shown(found), sections: found.sections, budget, dispatch }, () =>
          [
            `N° ${found.number}, ${found.coverDate}, ${found.status}`,
            found.title,
            `Dossier: ${found.dossier.title}`,
            found.dossier.standfirst,
            ...(dispatch ? [`Dispatched: ${dispatch.firstAt}, ${dispatch.kind}`] : []),
            '',
            textTable(
              ['section', 'title', 'pages'],
              found.sections.map(({ kind, title, pages }) => [kind, title, pages]),
            ),
          ].join('\n'),
        )
      }),
    )

  issue
    .command('dispatch')
    .argument('<number>', 'its number', issueNumber)
    .addOption(
      new Option('--kind <kind>', 'how it counts; said at its first dispatch')
        .choices(['regular', 'double', 'special'])
        .default('regular'),
    )
    .description('marks an issue as served to everyone it is owed to; again for who paid late')
    .action(
      run(async ({ parts, output }, number: number, options: { kind: IssueKind }) => {
        const outcome = await serveIssue(parts, { number, by: 'command', issueKind: options.kind })
        if (outcome.kind === 'notFound') throw noIssue(number)
        const { total, now, dispatch } = outcome
        const counts = (of: CopyCount) => `${of.copies} printed, ${of.digital} digital`
        show(output, total, () =>
          [
            `No ${number} (${dispatch.kind}, first ${dispatch.firstAt}): ${counts(total)}.`,
            `By this dispatch: ${counts(now)}.`,
          ].join('\n'),
        )
      }),
    )
}

/** Reads a whole number of an issue from the command line. */
export function issueNumber(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number > 0 && number < 100_000) return number
  throw new VisibleError('invalid', {
    fr: `« ${text} » n’est pas un numéro. Écrivez par exemple 131.`,
    en: `“${text}” is no issue number. Write 131, for example.`,
  })
}

export function noIssue(number: number): VisibleError {
  return new VisibleError('not-found', {
    fr: `Il n’y a pas de numéro ${number}. « kiosque issue list » les montre tous.`,
    en: `There is no issue ${number}. \`kiosque issue list\` shows them all.`,
  })
}

function shown(issue: Awaited<ReturnType<typeof listIssues>>[number]) {
  const { number, coverDate, title, dossier, status, newsletterId } = issue
  return { number, coverDate, title, dossier, status, newsletterId }
}

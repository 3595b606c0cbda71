"""Types, functions, dates, logs, tools."""

from package import Package

CODE = [
    Package(
        "zod@4.6.7", "tree of inferred types",
        "import { z } from 'zod'; const Person = z.object({ name: z.string(), age: z.number().int() });\n"
        "Person.safeParse({ name: 'Ada', age: 36.5 }).error?.issues[0]?.path",
        "[ 'age' ]", "Person.", "parse safeParse extend", "z.string", "ZodString",
    ),
    Package(
        "rxjs@7.8.2", "conditions for Node, ES5 and ES2015",
        "import { firstValueFrom, from, map, toArray } from 'rxjs';\n"
        "await firstValueFrom(from([1, 2, 3]).pipe(map((n) => n * 2), toArray()))",
        "[ 2, 4, 6 ]", "from([1]).", "pipe subscribe", "firstValueFrom", "Promise<",
    ),
    Package(
        "effect@4.1.0", "hundreds of modules",
        "import { Effect } from 'effect'; Effect.runSync(Effect.succeed(20).pipe(Effect.map((n) => n + 1)))",
        "21", "Effect.", "succeed gen runPromise", "Effect.runSync", "(effect: Effect<A, E",
    ),
    Package(
        "immer@11.2.13", "`main`, `module` and `exports`",
        "import { produce } from 'immer'; produce({ list: [1] }, (draft) => { draft.list.push(2) }).list",
        "[ 1, 2 ]", "produce({ list: [1] }, () => {}).", "list", "produce", "recipe",
    ),
    Package(
        "remeda@2.62.2", "overloads for pipes",
        "import * as R from 'remeda'; R.pipe([1, 2, 3], R.map((n) => n * n), R.sum())",
        "14", "R.", "pipe map groupBy", "R.sum", "IterableContainer",
    ),
    Package(
        "date-fns@4.4.0", "three hundred subpaths",
        "import { addMonths, format } from 'date-fns'; import { de } from 'date-fns/locale';\n"
        "format(addMonths(new Date(2020, 0, 31), 1), 'd. MMMM yyyy', { locale: de })",
        "'29. Februar 2020'", "de.", "localize code", "addMonths", "amount: number",
    ),
    Package(
        "moment@2.31.0", "UMD that calls itself global",
        "import moment from 'moment'; moment.utc('2020-02-29').format('dddd')",
        "'Saturday'", "moment.utc().", "format add", "moment.utc", "Moment",
    ),
    Package(
        "uuid@14.0.3", "ES modules only, another build for browsers",
        "import { v4, v5, validate } from 'uuid'; [validate(v4()), v5('a', v5.DNS) === v5('a', v5.DNS)].join()",
        "'true,true'", "v5.", "DNS URL", "validate", "boolean",
    ),
    Package(
        "chalk@5.6.2", "looks at the terminal",
        "import { Chalk } from 'chalk'; const colours = new Chalk({ level: 1 }); colours.red('x').length",
        "11", "colours.", "red bold bgBlue", "colours.red", "red(...text: ",
    ),
    Package(
        "pino@10.4.0", "writes to the descriptor, not to the console",
        "import { pino } from 'pino'; const log = pino({ base: null, timestamp: false }); log.info({ n: 1 }, 'logged'); log.level",
        "'info'", "log.", "info warn child", "log.child", "bindings: ", '{"level":30,"n":1,"msg":"logged"}\n',
    ),
    Package(
        "ajv@8.20.0", "CommonJS by TypeScript, `default` and `module.exports` alike",
        "import Ajv from 'ajv'; const ajv = new Ajv(); ajv.validate({ type: 'integer' }, 1.5)",
        "false", "ajv.", "compile validate errors", "ajv.compile", "ValidateFunction",
    ),
    Package(
        "file-type@21.3.4", "the `import` condition alone, and Node's",
        "import { fileTypeFromBuffer } from 'file-type'; (await fileTypeFromBuffer(png))?.mime",
        "'image/png'", "(await fileTypeFromBuffer(png))!.", "mime ext", "fileTypeFromBuffer", "FileTypeResult",
    ),
    Package(
        "pino-pretty@13.2.0", "prints from a thread of its own",
        "import pino10 from 'pino'; const options = { colorize: false, ignore: 'time,pid,hostname' };\n"
        "const transport = pino10.transport({ target: 'pino-pretty', options });\n"
        "pino10({}, transport).info('from a thread');\n"
        "await new Promise((done) => { transport.on('close', done); transport.end() }); 'ended'",
        "'ended'", "transport.", "on end", "pino10.transport", "ThreadStream", "INFO: from a thread\n",
    ),
    Package(
        "esbuild@0.28.2", "a program in a package, kept running",
        "import * as esbuild from 'esbuild'; (await esbuild.transform('const a: number = 1', { loader: 'ts' })).code",
        "'const a = 1;\\n'", "esbuild.", "build transform", "esbuild.transform", "options?: SameShape<",
    ),
    Package(
        "execa@9.6.1", "starts programs",
        "import { execa } from 'execa'; (await execa('node', ['-p', '6 * 7'])).stdout",
        "'42'", "(await execa('node')).", "stdout exitCode", "execa", "execa",
    ),
]

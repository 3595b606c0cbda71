"""The lightest of each kind: `npm test` installs them."""

from package import Package

LIGHT = [
    Package(
        "dayjs@1.11.23", "CommonJS, `export =`, plugins",
        "import dayjs from 'dayjs'; import utc from 'dayjs/plugin/utc'; dayjs.extend(utc);\n"
        "dayjs.utc('2020-01-31').add(1, 'month').format('YYYY-MM-DD')",
        "'2020-02-29'", "dayjs.utc().", "format startOf isUTC", "dayjs.utc", "Dayjs",
    ),
    Package(
        "nanoid@5.1.16", "ES modules only",
        "import { customAlphabet, nanoid } from 'nanoid'; [nanoid(7).length, customAlphabet('a', 3)()].join()",
        "'7,aaa'", "nanoid(7).", "padStart", "customAlphabet", "alphabet: string",
    ),
    Package(
        "papaparse@5.7.1 @types/papaparse@5.5.2", "UMD, types in @types",
        "import Papa from 'papaparse';\n"
        "Papa.parse<{ a: number }>('a,b\\n1,2\\n3,4', { header: true, dynamicTyping: true }).data.map((row) => row.a).join()",
        "'1,3'", "Papa.", "parse unparse", "Papa.unparse", "string",
    ),
    Package(
        "yaml@2.9.1", "ES modules for import, CommonJS for require",
        "import * as YAML from 'yaml'; YAML.stringify(YAML.parse('a: [1, 2]'), { collectionStyle: 'flow' })",
        "'{ a: [ 1, 2 ] }\\n'", "YAML.", "parse stringify Document", "YAML.stringify", "string",
    ),
    Package(
        "valibot@1.5.0", "tree of generic types",
        "import * as v from 'valibot'; const Login = v.object({ email: v.pipe(v.string(), v.email()) });\n"
        "v.safeParse(Login, { email: 'nobody' }).issues?.[0].message",
        "'Invalid email: Received \"nobody\"'", "v.", "object pipe email", "v.safeParse", "SafeParseResult",
    ),
]

"""Tables, numbers and databases."""

from package import Package

DATA = [
    Package(
        "lodash-es@4.18.1 @types/lodash-es@4.17.12", "ES modules, types in @types",
        "import { chunk } from 'lodash-es'; import * as lodashEs from 'lodash-es'; chunk([1, 2, 3], 2)",
        "[ [ 1, 2 ], [ 3 ] ]", "lodashEs.", "groupBy sortBy", "chunk", "T[][]",
    ),
    Package(
        "lodash@4.18.1 @types/lodash@4.17.27", "CommonJS, `export =` in @types",
        "import lodash from 'lodash'; lodash.sumBy([{ n: 1 }, { n: 2 }], 'n')",
        "3", "lodash.", "groupBy debounce", "lodash.sumBy", "number",
    ),
    Package(
        "d3@7.9.2 @types/d3@7.4.3", "thirty packages behind one name",
        "import * as d3 from 'd3'; d3.scaleLinear([0, 10], [0, 100])(5)",
        "50", "d3.", "scaleLinear mean select", "d3.mean", "number | undefined",
    ),
    Package(
        "apache-arrow@21.2.0", "separate builds for Node and the DOM",
        "import { tableFromArrays } from 'apache-arrow'; const arrow = tableFromArrays({ a: Int32Array.of(1, 2, 3) });\n"
        "[arrow.numRows, arrow.getChild('a')?.get(2)].join()",
        "'3,3'", "arrow.", "numRows getChild schema", "tableFromArrays", "Table",
    ),
    Package(
        "arquero@8.0.3 @uwdata/flechette@2.0.0", "functions that it reads as text",
        "import * as aq from 'arquero';\n"
        "aq.table({ k: ['a', 'a', 'b'], n: [1, 2, 3] }).groupby('k').rollup({ sum: aq.op.sum('n') }).array('sum')",
        "[ 3, 3 ]", "aq.", "table from op", "aq.table", "ColumnTable",
    ),
    Package(
        "mathjs@15.2.0", "large, ES modules and CommonJS",
        "import { derivative, evaluate } from 'mathjs'; [derivative('x^2', 'x').toString(), evaluate('sqrt(16)')].join()",
        "'2 * x,4'", "derivative('x', 'x').", "toString evaluate", "derivative", "MathNode",
    ),
    Package(
        "simple-statistics@7.12.1", "ES modules without `type: module`",
        "import { linearRegression, median } from 'simple-statistics'; [median([3, 1, 2]), linearRegression([[0, 1], [1, 3]]).m].join()",
        "'2,2'", "linearRegression([]).", "m b", "median", "number",
    ),
    Package(
        "@duckdb/node-api@1.5.6-r.1", "native code in a package of its own",
        "import { DuckDBInstance } from '@duckdb/node-api';\n"
        "const duck = await (await DuckDBInstance.create(':memory:')).connect();\n"
        "(await duck.runAndReadAll('select sum(i) as s from range(5) t(i)')).getRowsJson()",
        "[ [ '10' ] ]", "duck.", "run runAndReadAll prepare", "duck.runAndReadAll", "sql: string, values?",
    ),
    Package(
        "sql.js@1.17.0 @types/sql.js@1.4.11", "WebAssembly beside the code",
        "import initSqlJs from 'sql.js'; const SQL = await initSqlJs(); const sqlite = new SQL.Database();\n"
        "sqlite.exec('select 6 * 7 as n')[0]?.values",
        "[ [ 42 ] ]", "sqlite.", "exec prepare run", "sqlite.exec", "QueryExecResult",
    ),
    Package(
        "topojson-client@3.1.0 @types/topojson-client@3.1.5 world-atlas@2.0.2", "JSON in a package",
        "import { feature } from 'topojson-client'; import world from 'world-atlas/countries-110m.json' with { type: 'json' };\n"
        "const land = feature(world as any, world.objects.countries as any); (land as any).features.length",
        "177", "world.objects.", "countries land", "feature", "topology",
    ),
    Package(
        "@electric-sql/pglite@0.5.17", "WebAssembly that it reads itself, ES modules",
        "import { PGlite } from '@electric-sql/pglite'; const postgres = new PGlite();\n"
        "(await postgres.query<{ n: number }>('select 6 * 7 as n')).rows",
        "[ { n: 42 } ]", "postgres.", "query exec transaction", "postgres.query", "Promise<Results<T>>",
    ),
]

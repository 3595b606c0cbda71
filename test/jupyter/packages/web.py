"""Servers, clients, pages."""

from package import Package

WEB = [
    Package(
        "express@5.3.0 @types/express@5.0.6", "CommonJS, a namespace and a function",
        "import express from 'express'; import type { AddressInfo } from 'node:net'; const web = express();\n"
        "web.get('/', (_request, response) => { response.json({ hello: 'express' }) });\n"
        "const listening = web.listen(0); const address = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`;\n"
        "await (await fetch(address)).json()",
        "{ hello: 'express' }", "web.", "get use listen", "express", "Express",
    ),
    Package(
        "axios@1.21.1", "another build for browsers",
        "import axios from 'axios'; (await axios.get<{ hello: string }>(address)).data.hello",
        "'express'", "axios.", "get post create", "axios.get", "url: string",
    ),
    Package(
        "ky@1.14.3", "ES modules only, over fetch",
        "import ky from 'ky'; const heard = await ky(address).json<{ hello: string }>(); listening.close(); heard.hello",
        "'express'", "ky.", "get post extend", "ky.get", "ResponsePromise",
    ),
    Package(
        "hono@4.13.19", "subpaths",
        "import { Hono } from 'hono'; import { cors } from 'hono/cors';\n"
        "const hono = new Hono().use(cors()).get('/:name', (c) => c.text(`Hello ${c.req.param('name')}`));\n"
        "await (await hono.request('/hono')).text()",
        "'Hello hono'", "hono.", "get use fetch", "hono.request", "Response",
    ),
    Package(
        "fastify@5.12.8", "CommonJS with a default export of its own",
        "import Fastify from 'fastify'; const fast = Fastify(); fast.get('/', async () => ({ hello: 'fastify' }));\n"
        "(await fast.inject('/')).json()",
        "{ hello: 'fastify' }", "fast.", "get inject listen", "fast.inject", "InjectOptions",
    ),
    Package(
        "ws@8.23.0 @types/ws@8.18.2", "a wrapper of ES modules around CommonJS",
        "import { WebSocket, WebSocketServer } from 'ws'; const sockets = new WebSocketServer({ port: 0 });\n"
        "sockets.on('connection', (socket) => socket.on('message', (text) => socket.send(`${text}!`)));\n"
        "const wire = new WebSocket(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`);\n"
        "wire.on('open', () => wire.send('echo'));\n"
        "const echo = await new Promise<string>((done) => wire.on('message', (text) => done(String(text))));\n"
        "wire.close(); sockets.close(); echo",
        "'echo!'", "wire.", "send close on", "wire.send", "void",
    ),
    Package(
        "cheerio@1.2.0", "conditions for browsers and Node",
        "import * as cheerio from 'cheerio'; const page = cheerio.load('<ul><li>a</li><li>b</li></ul>');\n"
        "page('li').map((_, item) => page(item).text()).get()",
        "[ 'a', 'b' ]", "cheerio.", "load fromURL", "cheerio.load", "CheerioAPI",
    ),
    Package(
        "marked@18.2.1", "ES modules only",
        "import { marked } from 'marked'; marked.parse('# Hi', { async: false })",
        "'<h1>Hi</h1>\\n'", "marked.", "parse use lexer", "marked.parse", "parse(src: string",
    ),
    Package(
        "react@19.3.1 @types/react@19.3.3 react-dom@19.3.1 @types/react-dom@19.3.0", "CommonJS that chooses a file by NODE_ENV",
        "import { createElement, useState } from 'react'; import * as React from 'react';\n"
        "import { renderToStaticMarkup } from 'react-dom/server';\n"
        "const Counter = () => { const [n] = useState(3); return createElement('b', null, n) };\n"
        "renderToStaticMarkup(createElement(Counter))",
        "'<b>3</b>'", "React.", "useState useEffect", "useState", "Dispatch",
    ),
    Package(
        "preact@11.2.0 preact-render-to-string@6.8.2", "ES modules and CommonJS, each with a state",
        "import * as preact from 'preact'; import { useMemo } from 'preact/hooks'; import { renderToString } from 'preact-render-to-string';\n"
        "const Square = ({ n }: { n: number }) => preact.h('i', null, useMemo(() => n * n, [n]));\n"
        "renderToString(preact.h(Square, { n: 3 }))",
        "'<i>9</i>'", "preact.", "createElement Fragment", "renderToString", "string",
    ),
    Package(
        "openai@6.49.0", "a client of types, its `fetch` given",
        "import OpenAI from 'openai'; const said = { choices: [{ message: { content: 'Hi' } }] };\n"
        "const ai = new OpenAI({ apiKey: 'none', baseURL: 'http://127.0.0.1', fetch: async () => Response.json(said) });\n"
        "(await ai.chat.completions.create({ model: 'any', messages: [] })).choices[0]?.message.content",
        "'Hi'", "ai.chat.completions.", "create list", "ai.chat.completions.create", "ChatCompletion",
    ),
    Package(
        "graphql@16.15.0", "ES modules and CommonJS that must not mix",
        "import { buildSchema, graphql } from 'graphql'; const schema = buildSchema('type Query { hello: String }');\n"
        "(await graphql({ schema, source: '{ hello }', rootValue: { hello: () => 'hi' } })).data?.hello",
        "'hi'", "schema.", "getQueryType getType", "graphql", "args: GraphQLArgs",
    ),
]

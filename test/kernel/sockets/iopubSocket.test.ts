import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Subscriber } from 'zeromq';
import { IopubSocket } from '../../../src/kernel/sockets/kernelSockets.js';

it('welcomes each subscriber before anything else reaches it, however busy the socket is', async () => {
  const publisher = new IopubSocket({ linger: 0 });
  const topics: string[] = [];
  let sending: Promise<void> = Promise.resolve();
  const send = (text: string): void => {
    sending = sending.then(() => publisher.send(text));
  };
  await publisher.bind('tcp://127.0.0.1:*');
  const reading = publisher.readSubscriptions((topic) => {
    topics.push(topic);
    send(`${topic}welcome`);
  });
  let over = false;
  const flood = (async () => {
    for (; !over; await nextTurn()) send('status');
  })();

  for (let i = 0; i < 30; i++) {
    const topic = i % 3 === 2 ? 'wel' : '';
    const subscriber = new Subscriber({ linger: 0 });
    subscriber.connect(publisher.lastEndpoint as string);
    subscriber.subscribe(...(topic ? [topic] : []));
    const [first] = await subscriber.receive();
    expect(first?.toString()).toBe(`${topic}welcome`);
    subscriber.close();
  }
  over = true;
  await flood;
  await sending;
  publisher.close();
  await reading;
  expect(topics).toHaveLength(30);
});

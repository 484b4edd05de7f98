/** Chat with a person of the clinic: fetches what they write until they leave. Loaded when one is asked for. */

const SOON = 3_000;
const LATER = 15_000;

const waiting = new WeakSet();

/** Polls often while somebody reads; only one loop runs for each panel. */
export async function follow(panel) {
  if (waiting.has(panel)) return;
  waiting.add(panel);
  const seen = {};
  while (panel.root.isConnected && (await look(panel, seen))) await new Promise((resolve) => setTimeout(resolve, panel.attending ? SOON : LATER));
  waiting.delete(panel);
}

/** Whether the chat with a person is still open. What can't be fetched now is fetched later. */
async function look({ talk }, seen) {
  const { token } = talk.shared.get();
  const { open, messages, latest } = await talk.client.live(seen.latest).catch(({ gone }) => ({ open: !gone, messages: [], ...seen }));
  if (token !== talk.shared.get().token) return false;
  talk.news(messages);
  seen.latest = latest;
  return open;
}

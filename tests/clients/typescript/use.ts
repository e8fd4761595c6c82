// What a partner does with the generated client; prints what it found, for the test to compare.

import { client } from "./client/client.gen";
import { getQuote, listQuotes } from "./client";

async function use(site: string): Promise<object> {
  client.setConfig({ baseUrl: site });
  const words: string[] = [];
  let cursor: string | undefined;
  do {
    const { data, error } = await listQuotes({ query: { tag: ["licensing"], q: "licence -source", page_size: 1, cursor } });
    if (!data) throw new Error(error?.detail);
    words.push(...data.results.map((quote) => quote.exact ?? ""));
    cursor = (data.next && new URL(data.next).searchParams.get("cursor")) || undefined;
  } while (cursor);
  const { data: page } = await listQuotes({ query: { fields: ["credit"], speaker: ["bo-lindqvist"] } });
  const id = page?.results[0]?.id ?? "";
  const { data: one } = await getQuote({ path: { id } });
  const { error, response } = await listQuotes({ query: { tag: ["no-such-topic"] } });
  return {
    words, one: [one?.credit, one?.episode?.podcast.display], chosen: Object.keys(page?.results[0] ?? {}),
    status: response?.status, faults: error?.errors.map((fault) => [fault.parameter, fault.value]),
  };
}

use(process.argv[2] ?? "").then((found) => console.log(JSON.stringify(found)), (error) => {
  console.error(error);
  process.exitCode = 1;
});

import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HttpError } from "../http/errors.js";

interface Kind {
  ending: string;
  type: string;
  isImage: boolean;
  /** The first bytes of such a file, in hexadecimal digits. */
  begins: RegExp;
}

const kinds: Kind[] = [
  { ending: "png", type: "image/png", isImage: true, begins: /^89504e470d0a1a0a/ },
  { ending: "jpg", type: "image/jpeg", isImage: true, begins: /^ffd8ff/ },
  { ending: "gif", type: "image/gif", isImage: true, begins: /^47494638(37|39)61/ },
  { ending: "webp", type: "image/webp", isImage: true, begins: /^52494646.{8}57454250/ },
  { ending: "pdf", type: "application/pdf", isImage: false, begins: /^255044462d/ },
];

/** Where an image, or any file, can be had from this API. */
export const imageAddress = /^\/api\/app\/files\/[0-9a-f-]{36}\.(png|jpg|gif|webp)$/;
export const fileAddress = /^\/api\/app\/files\/[0-9a-f-]{36}\.(png|jpg|gif|webp|pdf)$/;

/** What kind of file has this name; nothing when it is none of the names that are given here. */
export function kindOf(name: string): Kind | undefined {
  if (!fileAddress.test(`/api/app/files/${name}`)) return undefined;
  return kinds.find(({ ending }) => name.endsWith(`.${ending}`));
}

/** Keeps a file under a new name, which it gives. The content tells its kind, not what the sender says. */
export async function keepFile(directory: string, content: Buffer): Promise<string> {
  const start = content.subarray(0, 16).toString("hex");
  const kind = kinds.find(({ begins }) => begins.test(start));
  if (!kind) throw new HttpError(400, "Must be a PNG, JPEG, GIF or WebP image, or a PDF");
  const name = `${randomUUID()}.${kind.ending}`;
  mkdirSync(directory, { recursive: true });
  await writeFile(join(directory, name), content, { flag: "wx" });
  return name;
}

import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

const KEY_LENGTH = 32;
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_LENGTH, COST, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

/** Gives `salt:key`, both in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  return `${salt.toString("base64url")}:${key.toString("base64url")}`;
}

/** Takes as long without a hash as with one, so that timing does not tell which accounts exist. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [salt = "", expected = ""] = (hash ?? "").split(":");
  const key = await derive(password, Buffer.from(salt, "base64url"));
  const expectedKey = Buffer.from(expected, "base64url");
  return expectedKey.length === KEY_LENGTH && timingSafeEqual(key, expectedKey);
}

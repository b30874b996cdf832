import { parseGoDuration } from "../duration/go-duration.ts";
import { utf8Length } from "../text/utf8.ts";
import { ipFamily } from "../validation/ip-family.ts";
import { parseRequestUri } from "../validation/request-uri.ts";
import { isMailAddress } from "./mail-address.ts";

/** Whether a text is what its format says. */
export type Format = (text: string) => boolean;

const uuid = (version: string, variant = "") => matching(new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}-?${variant === "" ? "[0-9a-f]{4}" : `${variant}[0-9a-f]{3}`}-?[0-9a-f]{12}$`, "i"));
const anyPart = "[0-9a-f]{4}";
const colour = "(?:0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])";
const creditCard = /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;
const hostname = /^(?:[a-zA-Z0-9\p{S}\p{L}]-?[a-zA-Z0-9\p{S}\p{L}]{0,62}|(?:[a-zA-Z0-9\p{S}\p{L}](?:[-a-zA-Z0-9\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?\.)+[a-zA-Z\p{L}]{2,63})$/u;
const shortName = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";

/** By their names without dashes, as they are looked up. Source: kube-openapi pkg/validation/strfmt. */
const formats: Readonly<Record<string, Format>> = {
  bsonobjectid: matching(/^[0-9a-fA-F]{24}$/),
  uri: (text) => parseRequestUri(text) !== undefined,
  email: isMailAddress,
  hostname: isHostname,
  ipv4: (text) => text.includes(".") && ipFamily(withoutLeadingZeros(text)) !== undefined,
  ipv6: (text) => text.includes(":") && ipFamily(text) === "IPv6",
  cidr: isCidr,
  mac: isMac,
  uuid: uuid(anyPart),
  uuid3: uuid("3[0-9a-f]{3}"),
  uuid4: uuid("4[0-9a-f]{3}", "[89ab]"),
  uuid5: uuid("5[0-9a-f]{3}", "[89ab]"),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  ssn: matching(/^\d{3}[- ]\d{2}[- ]\d{4}$/),
  hexcolor: matching(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  rgbcolor: matching(new RegExp(`^rgb\\([\\t\\n\\f\\r ]*${[colour, colour, colour].join("[\\t\\n\\f\\r ]*,[\\t\\n\\f\\r ]*")}[\\t\\n\\f\\r ]*\\)$`)),
  byte: matching(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/),
  password: () => true,
  date: isDate,
  duration: isDuration,
  datetime: isDateTime,
  k8sshortname: (text) => text.length <= 63 && new RegExp(`^${shortName}$`).test(text),
  k8slongname: (text) => text.length <= 253 && new RegExp(`^${shortName}(?:\\.${shortName})*$`).test(text),
};

/** The check of a format by its name (`date-time` and `datetime` are the same); undefined for one that nobody knows. */
export function formatNamed(name: string): Format | undefined {
  const bare = name.replaceAll("-", "");
  return Object.hasOwn(formats, bare) ? formats[bare] : undefined;
}

const numberFormats: Readonly<Record<string, readonly string[]>> = { integer: ["int32", "int64"], number: ["float", "double"] };

/** Whether a format says anything of values of a type (`""` for any type). Source: apiextensions-apiserver pkg/apiserver/validation GetUnrecognizedFormats. */
export function isFormatOf(type: string, format: string): boolean {
  if (type === "" || type === "string") return formatNamed(format) !== undefined;
  return numberFormats[type]?.includes(format) ?? false;
}

function matching(pattern: RegExp): Format {
  return (text) => pattern.test(text);
}

function isHostname(text: string): boolean {
  return utf8Length(text) <= 255 && text.split(".").every((part) => utf8Length(part) <= 63) && hostname.test(text);
}

function isCidr(text: string): boolean {
  const [address = "", length = "", ...more] = text.split("/");
  const family = ipFamily(withoutLeadingZeros(address));
  return more.length === 0 && family !== undefined && /^\d{1,6}$/.test(length) && Number(length) <= (family === "IPv4" ? 32 : 128);
}

/** Go's older parsers took `010.0.0.1` for `10.0.0.1`, and Kubernetes still does. */
function withoutLeadingZeros(address: string): string {
  const dotted = address.lastIndexOf(":") + 1;
  if (!address.includes(".", dotted)) return address;
  return address.slice(0, dotted) + address.slice(dotted).replace(/(^|\.)0+(?=\d)/g, "$1");
}

/** 6, 8 or 20 bytes: in pairs with `:` or `-`, in fours with `.`, or all together. Source: Go net.ParseMAC. */
function isMac(text: string): boolean {
  const isWritten = /^[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2})(?:\1[0-9a-fA-F]{2})*$|^[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4})+$|^[0-9a-fA-F]+$/.test(text);
  return isWritten && [12, 16, 40].includes(text.replace(/[:.-]/g, "").length);
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, "");
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  return [...digits].reduce((sum, digit, index) => sum + (index + 1) * (digit === "X" ? 10 : Number(digit)), 0) % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, "");
  return /^\d{13}$/.test(digits) && [...digits].reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

/** The number of a card, with anything between its digits, whose last digit proves the others (Luhn). */
function isCreditCard(text: string): boolean {
  const digits = text.replace(/[^0-9]+/g, "");
  const proof = [...digits].reverse().reduce((sum, digit, index) => sum + (index % 2 === 0 ? Number(digit) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)] as number), 0);
  return creditCard.test(digits) && proof % 10 === 0;
}

function isDate(text: string): boolean {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (day === "" || Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return false;
  const isLeap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  return Number(day) <= ([31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] as number);
}

function isDateTime(text: string): boolean {
  const [date = "", time] = text.toLowerCase().split("t");
  if (time === undefined || !isDate(date)) return false;
  const [, hours = "99", minutes = "99", seconds = "99"] = /^(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/s.exec(time) ?? [];
  return hours <= "23" && minutes <= "59" && seconds <= "59";
}

const durationUnits = /^(?:ns|us|µs|ms|s|m|h|hr|d|w|wk|nano.*|micro.*|milli.*|sec.*|min.*|hour.*|day.*|week.*)$/i;

/** A duration of Go's, or one in Scala's words (`2 days`). Source: kube-openapi strfmt ParseDuration. */
function isDuration(text: string): boolean {
  if (parseGoDuration(text) !== undefined) return true;
  return [...text.matchAll(/\d+\s*([A-Za-zµ]+)/g)].some(([, unit = ""]) => durationUnits.test(unit));
}

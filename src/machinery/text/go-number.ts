/** A number as Go's `%v` writes it: whole ones are int64, all others float64. */
export function goNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? BigInt(value).toString() : goFloat(value);
}

/** A float64 as Go's `%v` writes it: with an exponent from 1e+06 on and below 0.0001. Source: Go strconv FormatFloat 'g', shortest. */
export function goFloat(value: number): string {
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  // JavaScript itself writes out everything between these two.
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** With so many digits after the point, one at least: a number between -1e21 and 1e21. Go rounds a tie to the even digit, JavaScript does not. Source: Go strconv FormatFloat 'f'. */
export function goFixed(value: number, digits: number): string {
  const exact = value.toFixed(100);
  const cut = exact.slice(0, exact.length - 100 + digits);
  const isTie = /^50*$/.test(exact.slice(cut.length));
  return isTie && /[02468]$/.test(cut) ? cut : value.toFixed(digits);
}

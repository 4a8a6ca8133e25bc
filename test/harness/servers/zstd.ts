/**
 * The first 256 KiB of `numberedLines` as the `zstd` program compressed them (level 19, with a checksum, several
 * blocks), since Node 20 can't. Made with: zstd -19 --check -c lines.txt | base64 -w 100
 */
const base64 = `
KLUv/QRo1D8AWppQERCgp9iQ9P9PlpY2JaXfK27GDwESAQwBNBJ3uUXRSNzl6kUjcZejF43EXW5eNBJ3OXnRSNzl4kUjcZf7i0bi
LucXjcRdri8aibscXzQSd7m9aCTucuWikbjLkYtG4i43LhqJu5y4aCTucuGikbjL3UUjcZezi0biLlcXjcRdji4aibvcXDQSd7lq
0Ujc5ahFI3GXmxaNxF1OWjQSd7lo0Ujc5d6ikbjLuUUjcZdri0biLscWjcRdbi0aibtcsWgk7nLEopG4yw2LRuIuJywaibtcsGgk
7nJn0Ujc5cyikbjLlUUjcZcji0biLjcWjcRdrlY0Enc5WtFI3OVmRSNxl5MVjcRdLlY0Ene5r2gk7nJe0Ujc5bqikbjLcUUjcZeA
wLANgsKAEOuKRuIuxxWNxF1u44pG4i5XVTQSdzmqopG4y00VjcRdTqpoJO5yUUUjcZd7FY3EXc5VNBJ3uVbRSNzlWEUjcZdbFY3E
Xa6oaCTuckRFI3GXGyoaibucUNFI3OWCikbiLncqGom7nKloJO5ypaKRuMuRikbiLjcqGom7XE3RSNzlaIpG4i43UzQSdzmZopG4
y8UUjcRd7lM0Enc5T9FI3OU6RSNxl+MUjcRdblM0Ene5kqKRuMuRFI3EXW6kaCTuciJFI3GXCykaibvcpWgk7nKWopG4y1WKRuIu
RykaibvcpGgk7nIVRSNxl6MoGom73ETRSNzlJIpG4i4XUTQSd7lH0Ujc5RxFI3GXaxSNxF2OUQESdzlH0Ujc5RpFI3GXYxSNxF1u
UTQSd7l60Ujc5ehFI3GXmxeNxF1OXjQSd7l40Ujc5f6ikbjL+UUjcZfri0biLscXjcRdbi8aibtcuWgk7nLkopG4y42LRuIuJy4a
ibtcuGgk7nJ30Ujc5eyikbjL1UUjcZeji0biLjcXjcRdrlo0Enc5atFI3OWmRSNxl5MWjcRdLlo0Ene5t2gk7nJu0Ujc5dqikbjL
sUUjcZdbi0biLlcsGom7HLFoJO5yw6KRuMsJi0biLhcsGom73Fk0Enc5s2gk7nJl0Ujc5ciikbjLjUUjcZerFY3EXY5WNBJ3uVnR
SNzlZEUjcZeLFY3EXe4rGom7nFc0EncZI3GX+4pG4i7nFY3EXa4rGom7HFc0Ene5rSsaibtcVdFI3OWoikbiLjdVNBJ3OamikbjL
RRWNxF3uVTQSdzlX0Ujc5VpFI3GXYxWNxF1uVTQSd7miopG4yxEVjcRdbqhoJO5yQkUjcZcLKhqJu9ypaCTucqaikbjLlYpG4i5H
KhqJu9yoaCTucjVFI3GXoykaibvcTNFI3OVkikbiLhdTNBJ3uU/RSNzlPEUjcZfrFI3EXY5TNBJ3uU3RSNzlSopG4i5HUjQSd7mR
opG4y4kUjcRdLqRoJO5yl6KRuMtZikbiLlcpGom7HKVoJO5yk6KRuMtVFI3EXY6iaCTuchNFI3GXkygaibtcRNFI3OUeRROIAqgU
gOaBPgDjvwMU4AAEOAAB/n8BAATwHyJJEimSSZJKkSSTJJUkSeIoEkmSohkkySRBJUmSCIpMkuRRJIkkxyJJEgmKSZLMUSSTJJci
ySRZEpIkk6SYJEkmRTJJUimSZJKkkiRJHEUiSVIokkySIZEkkSTFJEniKRJJkkyRZJIMiyTJpCkmSUoeRTJJUimSJJKjkCRJBEUi
SVIpkkmSZZEkkQyFJEkmKRJJkkCRJJIciyRJJCgmSTJHkUySXIokJslSSJJMkmKSJJkUySRJpUiSSZJKkiRxFIkkSaFIMkmGRJJE
khSTJImnSCRJMkWSSTIskiSTplCSJHkUySRJpUiSSI5CkiQRFIkkSaVIJkmWRZJEMhSSJJmkSCRJAkWSSHIskiSRoJgkyRxFMkni
UiSZJEshSTJJikmSZFIkkySVIkkmSSpJksRRJJIkhSLJJBkSSRJJUkySJJ4ikSTJFEkmybBIEilpikmS5FEkkySVIkkiOQpJkkRQ
JJIklSKZJFkWSRLJUEiSZJIikSQJFEkiybFIkkSCYpIkcxSRSZJLkWSSLIUkySQpJkmSSZFMklSKJJkkqSRJEkeRSJIUiiSTZEgk
SSRJMUmSeIpEkiRTJJkkhUUkyaQpJkmSR5FMktTJIEkmCSpJkkRQZJIkjyJJJDkWSZJIUEySZI4imSS5FEkmyVJIkkySYpJEMimS
SZJKkSSTJJUkSeIoEkmSQpFkkgyJJIkkKSZJEk+RSJJkiiSTZFgkSSZNMUmSPIpkkqRSJJKIHIUkSSIoEkmSSpFMkiyLJIlkKCRJ
MkmRSJIEiiSR5FgkSSJBMUmSOYpkkuRSJJkkSyFJMkkSkyTJpEgmSSpFkkySVJIkiaNIJEkKRZJJMiSSJJKkmCRJPEUiSZIpkkyS
YZEkmTTFJEnyKJJJIpUikkRyFJIkiaBIJEkqRTJJsiySJJKhkCTJJEUiSRIokkSSY5EkiQTFJEnmKJJJkkuRZJIshSSSSVJMkiST
IpkkqRRJMklSSZIkjiKRJCkUSSbJkEiSSJJikiTxFIkkSaZIMkmGRZJk0hSTJMmjkEwSqRRJEslRSJIkgiKRJKkUySTJskiSSIZC
kiSTFIkkSaBIEkmORZIkEhSTJJmjSCZJLkWSSWIpJEkmSTFJkkyKZJKkUiTJJEklSZI4ikSSpFAkmSRDIkkiSYpJksRTJJIkmSLJ
JBkWSZJJU0wSSR5FZJKkAY2hf7t/kf8B/gN8EwDaQBADDcC1cv8PQESENMlWxSVEACEAIQD/////////////////////////////
fxDimEIGUBGCOKaQAVSEE44pZAAVwYRjChlARSjhmEIGUBFIOKaQAVSEEY4JAv//////////////////////////////////////
////H///////////////////////////////////////////H1VVVVVVVVVVVVVVVVVVVVVV1f//////////////////////////
////AYQAqCL4iwHi338DEvgRBP7/5x8kSZIkSZIkSZIkSZIkmSRJkiRJkiRJkiSTJEkkSZIkSRJJkiRJkiRJMkmSJEmSJEkySZIk
SZJIkiRJkiRJkiRJkkSSZJIkSZIkkyRJkiRJkiSRJEmSJEmSJEmSJEmSZJIkmUSSJEmSJEmSJEkiSZIkSZIkSZIkSZIkyUmSJEmS
JEmSJJEkSZJEkiRJkiRJkiRJkkySJJMkSZIkSZIkSZIkSZJEkkiSJEmSJMkkSZIkSSZJkiRJkiRJkiRJkiSJJEmSJEkmSSRJkiRJ
kkySJEmSJEmSJEmSJEkSSZJkkiRJkiRJkiRJEpkkSZIkSZIkSZIkSZIkJkmSJEmSJEmSJEmSJJkkSZIkiSRJkiRJMkmSSJIkSZIk
SZIkSZIkSTJJkiRJkiRJkkmSRJIkkSRJkiRJkiRJkiRJkmSSJEmSJJkkSZIkSZIkkSRJIkmSJEmSJEmSJMkkSZJJkiRJkiRJkiRJ
IkmSJEmSJEmSSJIkSZKMPwf0ARJJkmSUIkmSjFIkSZJRiiRJMsoiSZKMUiRJklGKfYAlF1QGAAUgM4IAVAEAJyRJkiRJkiRJkiRJ
kiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJ
kiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJ
kiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkiRJkgFUAwAFEDOBAFQBACckSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIk
SZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZIB/QQAFpALBOAP
yRIJAAkACQAAAAAAAAAAAAIAAAAAAAAAAAL/////AwAAAAL/////////f4EBWAEAEvj//0/wDyFJkiRJkiRJkiRJkiRJkiRJkiRJ
kiRJkkiSJEmSJEmSJEmSJEmSJEmSJEmSJEmSJJMkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSSZJkiRJkiRJkiRJkiRJkiRJkiRJkiRJ
ksxA7yVX2g==
`;

export const zstdFixtureBytes = 256 * 1024;
export const zstdFixture: Buffer = Buffer.from(base64, 'base64');

/** Frames bytes as zstd (RFC 8878 §3.1) without compressing them: raw blocks of 128 KiB at most, no checksum. */
export async function* zstdStored(source: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  // Magic number, then a frame header that says: window of 1 MiB, no content size, no dictionary.
  yield Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]);
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; at += maxBlockBytes) {
      const block = bytes.subarray(at, at + maxBlockBytes);
      yield blockHeader(block.length, false);
      yield block;
    }
  }
  yield blockHeader(0, true);
}

const maxBlockBytes = 128 * 1024;

/** RFC 8878 §3.1.1.2: last-block flag, type 0 (raw), size; three bytes, little endian. */
function blockHeader(size: number, last: boolean): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (last ? 1 : 0), 0, 3);
  return header;
}

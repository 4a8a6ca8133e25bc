#!/bin/sh
# Makes the certificates of the test servers anew and prints them as `pem.ts`. See README.md.
# Usage: ./generate.sh > pem.ts
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cat > "$dir/ca.cnf" <<CONFIG
[ca]
default_ca = test
[test]
database = $dir/index.txt
new_certs_dir = $dir
certificate = $dir/authority.pem
private_key = $dir/authority.key
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
CONFIG

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$dir/$1.key"; }

# certify NAME KEY EXTENSIONS FROM TO SIGNER: SIGNER is a key, the authority's or the certificate's own
certify() {
  openssl req -new -key "$dir/$2.key" -subj "/CN=Parley test $1" -out "$dir/$1.csr"
  printf '%b' "$3" > "$dir/$1.ext"
  : > "$dir/index.txt"
  [ "$2" = "$6" ] && selfsign=-selfsign || selfsign=
  openssl ca -batch -notext -config "$dir/ca.cnf" -keyfile "$dir/$6.key" $selfsign -extfile "$dir/$1.ext" \
    -startdate "$4" -enddate "$5" -in "$dir/$1.csr" -out "$dir/$1.pem" 2> "$dir/log" || { cat "$dir/log" >&2; exit 1; }
}

# constant NAME FILE
constant() { printf "\nexport const %s = \`%s\n\`;\n" "$1" "$(cat "$2")"; }

here='subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\nextendedKeyUsage=serverAuth\n'
elsewhere='subjectAltName=DNS:other.test\nextendedKeyUsage=serverAuth\n'
long_ago=20200101000000Z
far_off=21200101000000Z
new_key authority
new_key server
certify authority authority 'basicConstraints=critical,CA:true\nkeyUsage=keyCertSign\n' $long_ago $far_off authority
certify self-signed server "$here" $long_ago $far_off server
certify trusted server "$here" $long_ago $far_off authority
certify other-host server "$elsewhere" $long_ago $far_off authority
certify expired server "$here" $long_ago 20210101000000Z authority
certify not-yet-valid server "$here" 21190101000000Z $far_off authority

echo '/** For tests only: made by generate.sh, see README.md. Nothing trusts them but a test that says so. */'
constant serverKey "$dir/server.key"
constant authority "$dir/authority.pem"
constant selfSigned "$dir/self-signed.pem"
constant trusted "$dir/trusted.pem"
constant otherHost "$dir/other-host.pem"
constant expired "$dir/expired.pem"
constant notYetValid "$dir/not-yet-valid.pem"

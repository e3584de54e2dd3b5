package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/tintinh/tintinh/store"
)

// Names of the buckets; doc.go says what is in them.
const (
	urlBucket     = "url"
	dueBucket     = "due"
	hostBucket    = "host"
	readyBucket   = "ready"
	stateBucket   = "state"
	captureBucket = "capture"
	articleBucket = "article"
	numberBucket  = "number"
	revBucket     = "rev"
	digestBucket  = "digest"
	bandBucket    = "band"
	bandLogBucket = "bandlog"
	cursorBucket  = "cursor"
	runBucket     = "run"
	noteBucket    = "note"
	metaBucket    = "meta"
)

func buckets() []string {
	return []string{urlBucket, dueBucket, hostBucket, readyBucket, stateBucket, captureBucket,
		articleBucket, numberBucket, revBucket, digestBucket, bandBucket, bandLogBucket, cursorBucket, runBucket, noteBucket, metaBucket}
}

// never is the time key of what will not happen.
const never = math.MaxUint64

// lastTime is the last moment that nanoseconds in an int64 can name, in 2262.
const lastTime = math.MaxInt64

// timeKey sorts as the times do, from 1970 to 2262; what is before or after is
// moved to the edge. The zero time is never.
func timeKey(t time.Time) uint64 {
	switch {
	case t.IsZero():
		return never
	case t.Before(time.Unix(0, 0)):
		return 0
	case t.After(time.Unix(0, lastTime)):
		return lastTime
	}
	return uint64(t.UnixNano())
}

// keyTime is the moment of a time key, in UTC; zero for never and for 0.
func keyTime(k uint64) time.Time {
	if k == 0 || k > lastTime {
		return time.Time{}
	}
	return time.Unix(0, int64(k)).UTC()
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// prefix of all keys of a host, or of all superseded records of an id.
func prefix(name string) []byte { return append([]byte(name), 0) }

func urlKey(host string, k store.Key) []byte { return append(prefix(host), k[:]...) }

func dueKey(host string, due uint64, k store.Key) []byte {
	return append(binary.BigEndian.AppendUint64(prefix(host), due), k[:]...)
}

func captureKey(host string, k store.Key, at time.Time) []byte {
	return binary.BigEndian.AppendUint64(urlKey(host, k), timeKey(at))
}

func readyKey(ready uint64, host string) []byte { return append(number(ready), host...) }

func numberKey(host string, n uint64) []byte {
	return binary.BigEndian.AppendUint64(prefix(host), n)
}

func revKey(id string, r uint32) []byte { return binary.BigEndian.AppendUint32(prefix(id), r) }

// splitKey takes a key apart that is a name, \0 and size bytes.
func splitKey(key []byte, size int) (name string, rest []byte, err error) {
	at := len(key) - size - 1
	if at < 1 || key[at] != 0 || bytes.IndexByte(key[:at], 0) >= 0 {
		return "", nil, fmt.Errorf("key %.60x is not a name, a zero byte and %d bytes", key, size)
	}
	return string(key[:at]), key[at+1:], nil
}

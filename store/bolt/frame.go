package bolt

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/zstd"
)

// A dictionary without tables says no more than "this text came before", and a
// frame can say that itself: with the text as its first block, stored as it is
// (RFC 8878, section 3.1.1.2.2), the frame's own blocks mean the same, for
// offsets reach back over the text either way. The decoder has its fast loops
// for frames without a dictionary only: so it takes 0.6 of the time, copying
// the text included (BenchmarkDecode).

// checksumSize is that of a frame's end: the low half of the content's XXH64.
const checksumSize = 4

// textFrame makes frames of the text of a dictionary and of blocks that were
// compressed against it. Safe for concurrent use.
type textFrame struct {
	head []byte // magic number, descriptor, content size, and the text as a block
	text int    // bytes
	bufs sync.Pool
}

// The head up to the block: a single segment (its window is all of its
// content) whose size has four bytes, no checksum.
const (
	segmentDescriptor = 0b10_1_00_0_00
	sizeAt            = 5
	blockAt           = sizeAt + 4
)

func newTextFrame(text []byte) *textFrame {
	f := &textFrame{text: len(text)}
	f.head = binary.LittleEndian.AppendUint32(f.head, 0xFD2FB528)
	f.head = append(f.head, segmentDescriptor)
	f.head = binary.LittleEndian.AppendUint32(f.head, 0)
	const raw = 0 << 1 // type of the block; bit 0: it is not the last one
	f.head = append(f.head, byte(len(text)<<3|raw), byte(len(text)>>5), byte(len(text)>>13))
	f.head = append(f.head, text...)
	f.bufs.New = func() any { return &frameBuffers{in: append([]byte(nil), f.head...)} }
	return f
}

// frameBuffers are a frame that begins with the head, and what it holds.
type frameBuffers struct{ in, out []byte }

// append decompresses a frame that was made with the dictionary and has its
// size and checksum, and compares both.
func (f *textFrame) append(dst []byte, dec *zstd.Decoder, frame []byte, h zstd.Header) ([]byte, error) {
	end := len(frame) - checksumSize
	if end < h.HeaderSize {
		return dst, io.ErrUnexpectedEOF
	}
	if h.FrameContentSize > maxLine {
		return dst, fmt.Errorf("its frame says that it holds %d bytes, more than %d", h.FrameContentSize, maxLine)
	}
	b := f.bufs.Get().(*frameBuffers)
	defer f.put(b)
	b.in = append(b.in[:len(f.head)], frame[h.HeaderSize:end]...)
	binary.LittleEndian.PutUint32(b.in[sizeAt:], uint32(f.text)+uint32(h.FrameContentSize))
	var err error
	if b.out, err = dec.DecodeAll(b.in, b.out[:0]); err != nil {
		return dst, err
	}
	line := b.out[f.text:] // the decoder compared the size
	if uint32(xxhash.Sum64(line)) != binary.LittleEndian.Uint32(frame[end:]) {
		return dst, zstd.ErrCRCMismatch
	}
	return append(dst, line...), nil
}

// put keeps the buffers, but not those of one long record for ever.
func (f *textFrame) put(b *frameBuffers) {
	if cap(b.in)+cap(b.out) <= pageBytes {
		f.bufs.Put(b)
	}
}

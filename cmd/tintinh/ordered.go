package main

import "sync"

// ordered runs work on every input with n workers and hands the results to
// emit in input order, holding at most 4n of them. It ends at the first error
// of emit.
func ordered[In, Out any](n int, inputs func(yield func(In) bool), work func(In) Out, emit func(Out) error) error {
	type slot struct {
		in  In
		out chan Out
	}
	queue := make(chan slot)        // to the workers
	pending := make(chan slot, 4*n) // the same slots, in order
	stop := make(chan struct{})
	var workers sync.WaitGroup
	for range n {
		workers.Go(func() {
			for s := range queue {
				s.out <- work(s.in)
			}
		})
	}
	go func() {
		defer close(pending)
		defer close(queue)
		inputs(func(in In) bool {
			s := slot{in, make(chan Out, 1)}
			select {
			case pending <- s:
			case <-stop:
				return false
			}
			select {
			case queue <- s:
				return true
			case <-stop:
				return false
			}
		})
	}()
	var err error
	for s := range pending {
		if err = emit(<-s.out); err != nil {
			close(stop)
			break
		}
	}
	workers.Wait()
	return err
}

//! Requests that leave when they are due, whether or not the earlier ones came back, and how long each took from the moment at
//! which it was due: a server that stalls is charged for everybody who waited.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::http::Person;

/// One request of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// After the start.
    pub at: Duration,
    /// Which page, by its place in the list of pages.
    pub page: usize,
    /// The address.
    pub path: String,
}

/// What became of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Which page.
    pub page: usize,
    /// From when it was due to its last byte.
    pub took: Duration,
    /// Bytes on the wire.
    pub weight: usize,
    /// What went wrong, if something did.
    pub problem: Option<String>,
}

/// A hundred a second: whoever of the crew is free takes the next one that is due.
pub fn in_turn(crew: &[Person], dues: &[Due]) -> Vec<Done> {
    let (next, start) = (AtomicUsize::new(0), Instant::now());
    thread::scope(|scope| {
        let work = |person: &Person| {
            let (mut person, mut done) = (person.again(), Vec::new());
            while let Some(due) = dues.get(next.fetch_add(1, Ordering::Relaxed)) {
                done.push(ask(&mut person, due, start));
            }
            done
        };
        let hands: Vec<_> = crew.iter().map(|person| scope.spawn(move || work(person))).collect();
        hands.into_iter().flat_map(|hand| hand.join().unwrap_or_default()).collect()
    })
}

/// Each person asks for their own pages, on their own connection.
pub fn each(people: &[(Person, Vec<Due>)]) -> Vec<Done> {
    let start = Instant::now();
    thread::scope(|scope| {
        let work = move |person: &Person, dues: &[Due]| {
            let mut person = person.again();
            dues.iter().map(|due| ask(&mut person, due, start)).collect::<Vec<Done>>()
        };
        // A thread that mostly sleeps needs little.
        let small = || thread::Builder::new().stack_size(128 << 10);
        let hands: Vec<_> =
            people.iter().filter_map(|(person, dues)| small().spawn_scoped(scope, move || work(person, dues)).ok()).collect();
        hands.into_iter().flat_map(|hand| hand.join().unwrap_or_default()).collect()
    })
}

fn ask(person: &mut Person, due: &Due, start: Instant) -> Done {
    let moment = start + due.at;
    thread::sleep(moment.saturating_duration_since(Instant::now()));
    let answer = person.get(&due.path, true);
    let took = moment.elapsed();
    let (weight, problem) = match answer {
        Ok(answer) if answer.status == 200 => (answer.weight, None),
        Ok(answer) => (answer.weight, Some(format!("{} {} {}", due.path, answer.status, answer.location))),
        Err(error) => (0, Some(format!("{} {error}", due.path))),
    };
    Done { page: due.page, took, weight, problem }
}

/// So many a second for so long, the addresses given in turn.
pub fn steady(rate: u64, seconds: u64, page: usize, paths: &[String]) -> Vec<Due> {
    let at = |i: u64| Duration::from_micros(i * 1_000_000 / rate.max(1));
    (0..rate * seconds).zip(paths.iter().cycle()).map(|(i, path)| Due { at: at(i), page, path: path.clone() }).collect()
}

/// The share of requests, in thousandths, that took at most the answer; sorts what it is given.
pub fn quantile(times: &mut [Duration], thousandths: usize) -> Duration {
    times.sort_unstable();
    let rank = (times.len() * thousandths).div_ceil(1000).max(1);
    times.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    #[test]
    fn quantiles_are_times_that_were_measured() {
        let mut times: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!(quantile(&mut times, 500), Duration::from_millis(100));
        assert_eq!(quantile(&mut times, 990), Duration::from_millis(198));
        assert_eq!(quantile(&mut times, 1000), Duration::from_millis(200));
        assert_eq!(quantile(&mut [], 500), Duration::ZERO);
    }

    #[test]
    fn requests_are_due_at_an_even_pace() {
        let dues = steady(100, 2, 7, &["/a".to_owned(), "/b".to_owned()]);
        assert_eq!(dues.len(), 200);
        assert_eq!((dues[150].at, dues[151].path.as_str(), dues[3].page), (Duration::from_millis(1500), "/b", 7));
    }

    /// The first answer takes 300 ms, the others none: whoever was due meanwhile waited, and that is counted.
    #[test]
    fn a_stall_is_charged_to_all_who_were_due_meanwhile() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its address");
        thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let Ok(mut stream) = stream else { return };
                let _ = stream.read(&mut [0; 4096]);
                if number == 0 {
                    thread::sleep(Duration::from_millis(300));
                }
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
            }
        });
        let done = in_turn(&[Person::at(address)], &steady(100, 1, 0, &["/".to_owned()]));
        assert!(done.len() == 100 && done.iter().all(|done| done.problem.is_none()), "{done:?}");
        let slow = done.iter().filter(|done| done.took > Duration::from_millis(50)).count();
        assert!(slow >= 20, "only {slow} requests were charged for a stall of thirty");
    }
}

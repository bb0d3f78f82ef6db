#[test]
fn timing() {
    let h = crate::incremental::history::History::new(5, false).unwrap();
    let day = h.today;
    let t = std::time::Instant::now();
    for _ in 0..50 {
        h.books().read(|tx| app::plan::Desk::open(tx, day).map(drop)).unwrap();
    }
    println!("desk {:?}", t.elapsed() / 50);
    let t = std::time::Instant::now();
    for _ in 0..50 {
        app::plan::plan(h.books(), day, true).unwrap();
    }
    println!("plan all {:?}", t.elapsed() / 50);
    let t = std::time::Instant::now();
    for _ in 0..50 {
        app::run::run(h.books(), app::run::Output::Words).unwrap();
    }
    println!("run {:?}", t.elapsed() / 50);
    let t = std::time::Instant::now();
    for _ in 0..50 {
        for (_, t) in domain::dunning::SHIPPED {
            domain::dunning::Scenario::parse(t).unwrap();
        }
    }
    println!("parse {:?}", t.elapsed() / 50);
}

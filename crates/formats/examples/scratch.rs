fn main() {
    for a in std::env::args().skip(1) {
        let p = std::path::PathBuf::from(&a);
        let t = std::time::Instant::now();
        let r = formats::report::read(&formats::Input::file(&p), &[], domain::Date::constant(2026, 11, 21));
        let e = t.elapsed();
        println!("{} {} {} {:?}", r.file, r.format, serde_json::to_string(&r.facts).unwrap(), e);
        for p in r.problems.iter().take(60) {
            println!("  [{:?}] {} {}", p.severity, p.code, p.message);
        }
        let s = std::fs::read_to_string("/proc/self/status").unwrap();
        println!("{}", s.lines().find(|l| l.starts_with("VmHWM")).unwrap());
    }
}
